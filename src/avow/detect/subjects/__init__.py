"""Who a mention is: mentions linked to persons, and each person judged private or public."""
