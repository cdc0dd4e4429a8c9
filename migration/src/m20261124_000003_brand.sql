-- The colour a tenant's pages wear, as #RRGGBB.

ALTER TABLE tenant ADD COLUMN brand_color text;
