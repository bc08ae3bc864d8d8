"""How the stock admin writes days and times: as the desk's own pages do."""
