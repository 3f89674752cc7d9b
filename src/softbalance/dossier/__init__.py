"""What we tell whom: typed dossiers, the verdict, the claims. No printing."""
