"""The pipeline: a plan of shards, one pure function per shard, and the run that maps it.

The plan is a function of the input alone, never of workers; engines only map the function.
"""
