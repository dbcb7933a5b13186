"""Vector files from outside (shapefile, GeoPackage, FileGDB, KML, GeoJSON): tables with shapes."""
