"""Training the taggers of people, places and organisations that `avow.detect.people` runs."""
