# The figures of report, worked out once more by other means: jq cuts the records into rows, SQLite counts them.
# shellcheck shell=bash
for command in fetch extract classify dedupe report; do
    [ -x "$BIN/$command" ] || { skip "the tables of report beside SQLite" "$command is not built"; return 0; }
done
command -v sqlite3 >/dev/null || { skip "the tables of report beside SQLite" "no sqlite3"; return 0; }
fetch "$ROOT/examples/world/world.warc.gz" | extract | classify | dedupe >records.jsonl

# One row for each item and goods label: cluster, class, group, channel, route, act, host, origin.
jq -r 'select(.kind == "item" and (.form == "listing" or .form == "post"))
    | . as $i | [.labels[]? | select(.scheme == "goods").label] as $goods
    | (if $goods == [] then ["none"] else $goods end)[] as $g
    | [$i.id, ($i.within // ""), $i.cluster.id, $g, ([$i.labels[]? | select(.scheme == "channel").label][0] // "unknown" | split(".")[0]),
       ($i.network // "unknown"), ([$i.labels[]? | select(.scheme == "act").label][0] // "unknown"), ($i.site.host // ""),
       ([$i.prices[]? | select(.quantity.grams and .quantity.grams > 0 and .holding != true and .amount > 0) | .per_gram][0] // "")] | @tsv' \
    records.jsonl >rows.tsv
sqlite3 items.db <<'SQL'
CREATE TABLE items (id, within, cluster, goods, channel, route, act, host, per_gram);
.mode tabs
.import rows.tsv items
DELETE FROM items WHERE id IN (SELECT within FROM items WHERE within <> '');
CREATE TABLE classes AS
  SELECT *, CASE instr(goods, '.') WHEN 0 THEN goods ELSE substr(goods, 1, instr(goods, '.') - 1) END AS class FROM items
  UNION SELECT *, CASE instr(substr(goods, instr(goods, '.') + 1), '.') WHEN 0 THEN goods
      ELSE substr(goods, 1, instr(goods, '.') + instr(substr(goods, instr(goods, '.') + 1), '.') - 1) END FROM items;
SQL
sums() { sqlite3 -separator $'\t' items.db "$1" | sort; }
columns() { # TABLE COLUMN…: rows of a table, class and those columns, zeros left out
    local table=$1; shift
    report "$table" -O json records.jsonl | jq -r --args 'select(.row != "about") | . as $r | $ARGS.positional[]
        | select($r[.] != null and $r[.] != 0) | "\($r.class // $r.origin // $r.substance)\t\(.)\t\($r[.])"' "$@" | sort
}
sums "SELECT class, 'offers', count(DISTINCT cluster) FROM classes WHERE act = 'offer' GROUP BY class
      UNION SELECT 'total', 'offers', count(DISTINCT cluster) FROM items WHERE act = 'offer'" >want
columns volume offers >got
same_file "volume: offers by class, as SQLite counts them" want got
sums "SELECT class, channel, count(DISTINCT cluster) FROM classes WHERE act = 'offer' GROUP BY class, channel
      UNION SELECT 'total', channel, count(DISTINCT cluster) FROM items WHERE act = 'offer' GROUP BY channel" >want
mapfile -t channels < <(cut -f2 want | sort -u)
columns volume "${channels[@]}" >got
same_file "volume: offers by class and channel" want got
sums "SELECT class, 'raw', count(DISTINCT id) FROM classes WHERE act = 'offer' GROUP BY class
      UNION SELECT class, 'hosts', count(DISTINCT host) FROM classes WHERE act = 'offer' AND host <> '' GROUP BY class
      UNION SELECT 'total', 'raw', count(DISTINCT id) FROM items WHERE act = 'offer'
      UNION SELECT 'total', 'hosts', count(DISTINCT host) FROM items WHERE act = 'offer' AND host <> ''" >want
columns volume raw hosts >got
same_file "volume: with duplicates, and hosts" want got
sums "SELECT class, route, count(DISTINCT cluster) FROM classes WHERE act = 'offer' GROUP BY class, route
      UNION SELECT 'total', route, count(DISTINCT cluster) FROM items WHERE act = 'offer' GROUP BY route" >want
columns route clear tor i2p unknown >got
same_file "route: offers by class and route" want got
sums "SELECT class, act, count(DISTINCT cluster) FROM classes GROUP BY class, act
      UNION SELECT 'total', act, count(DISTINCT cluster) FROM items GROUP BY act" >want
mapfile -t acts < <(cut -f2 want | sort -u)
columns mentions "${acts[@]}" >got
same_file "mentions: listings and posts by class and act" want got
sums "SELECT count(DISTINCT cluster) FROM items WHERE act = 'offer' AND route = 'tor' AND (goods = 'drug' OR goods LIKE 'drug.%')" >want
report letter -O json records.jsonl | jq -r 'select(.figure == "on Tor or I2P, of offers of drugs seen").n' >got
same_file "letter: offers of drugs on Tor" want got
sums "SELECT count(DISTINCT cluster) FROM items WHERE act = 'offer' AND channel = 'shop' AND (goods = 'drug' OR goods LIKE 'drug.%')" >want
report volume --where 'channel within shop' --goods drug -O json records.jsonl | jq -r 'select(.row == "total").offers' >got
same_file "--where and --goods count as SQLite does" want got
