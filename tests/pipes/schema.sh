# Every record of the sample world is what --schema says (JSON Schema 2020-12), by an independent validator.
# shellcheck shell=bash
if python3 -c 'import jsonschema' 2>/dev/null; then
    fetch "$ROOT/examples/world/world.warc.gz" >captures.jsonl
    extract captures.jsonl | classify | dedupe >records.jsonl
    extract --schema >schema.json
    cat >validate.py <<'PY'
import json, sys, jsonschema
schema = json.load(open("schema.json"))
validator = jsonschema.Draft202012Validator(schema)
wrong = 0
count = 0
for path in sys.argv[1:]:
    for line in open(path, encoding="utf-8"):
        record = json.loads(line)
        kind = record["kind"]
        one = jsonschema.Draft202012Validator({"$ref": "#/$defs/" + kind, "$defs": schema["$defs"]})
        known = schema["$defs"][kind]["properties"]
        errors = [e.message[:150] for e in one.iter_errors(record)]
        errors += [f"{kind} has no member {key} in the field table" for key in record if key not in known]
        count += 1
        for error in errors:
            wrong += 1
            print(error)
print(count, "records", wrong, "wrong")
PY
    python3 validate.py captures.jsonl records.jsonl >out 2>&1
    check "every record is valid and each of its members is in the field table" grep -q ' 0 wrong$' out
    grep -q ' 0 wrong$' out || sort out | uniq -c | sort -rn | head -10 | sed 's/^/    /'
    same "the whole schema tells the kinds apart" 0 "$(python3 -c '
import json, jsonschema
v = jsonschema.Draft202012Validator(json.load(open("schema.json")))
print(sum(1 for line in list(open("records.jsonl"))[:40] if not v.is_valid(json.loads(line))))')"
else
    skip "schema" "no python3-jsonschema"
fi
