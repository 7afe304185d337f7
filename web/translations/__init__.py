"""The catalogues of the pages' texts, one folder for each language, and what keeps them complete.

After a text of the program has changed, ``python -m web.translations update`` brings the catalogues up to date;
translate what is empty then, and ``python -m web.translations check`` says whether anything is missing or wrong.
"""
