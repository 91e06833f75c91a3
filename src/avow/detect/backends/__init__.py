"""Second opinions: other people's detectors behind `SecondOpinion`, each in its own file.

They are optional extras, run offline on weights that lie on this machine, and fail closed: an
adapter answers for the whole text or raises. Nothing outside this folder knows their libraries.
"""
