# an invented shop whose old prices stand where others have the new ones
host  *.shop.example
page  listing /c/*
item  div.tile
title b
url   a.more
price .p2 | after "Now" before "was"
quantity .amount
vendor span @data-seller
ships_from .route
date  time @datetime
stock .left

page none *
