"""The same dossier in several coats: command line, JSON, HTML, notebook."""
