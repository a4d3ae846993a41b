"""graph.facebook.com: Facebook Pages, catalogs and Instagram accounts."""
