"""The words that stand in an asset's files: pages of documents, subtitles of films; kept so that they are found."""
