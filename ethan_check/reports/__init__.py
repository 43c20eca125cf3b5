"""What a run found, for those who were not there: readers of results, and nothing else.

A run becomes `Results` (plain data), and each format is one file that turns them into text:

    as_json.py      for programs; `schema/results-1.schema.json` says what is in it
    as_markdown.py  a job's summary
    as_sarif.py     code scanning
    page/           one page of HTML that needs nothing beside it
    annotations.py  lines that GitHub Actions shows beside the code

`targets.py` knows which of them a path asks for, and refuses early what could not be written. No module here
knows how a verdict is reached: what a picture shows is in the evidence of the findings.
"""
