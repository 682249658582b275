# labelled_listings.jq -- rows of PEIL_SHARED/data/unified/listings as `classify train` and `eval` read them.
{title, goods: (.goods // (if .is_drug == true then "drug" else null end)),
 "not": (if .is_drug == false then "drug" else null end), family, seller: .vendor_key, site: .market, id}
| with_entries(select(.value != null))
