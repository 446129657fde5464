"""Links by which guests see a part of the library: shares and portals."""
