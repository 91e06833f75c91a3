"""From verified candidates to contenders: what is admitted, what matters, where it stands."""
