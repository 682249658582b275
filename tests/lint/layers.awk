# Reads layers.txt, writes make variables: closure_M (M and all below it, in link order) and libs_M.
/^#/ || NF == 0 { next }
{
  line = $0
  if (line ~ />/) {
    split(line, half, " *> *")
    packages[half[1]] = half[2]
  } else {
    split(line, half, ": *")
    name = half[1]
    order[++count] = name
    below = half[2]
    closure[name] = " " name " "
    n = split(below, parts, " ")
    for (i = 1; i <= n; i++) {
      if (!(parts[i] in closure)) { print "$(error layers.txt: " name " names " parts[i] " before it is declared)"; exit 1 }
      m = split(closure[parts[i]], inner, " ")
      for (k = 1; k <= m; k++) if (index(closure[name], " " inner[k] " ") == 0) closure[name] = closure[name] inner[k] " "
    }
    allowed[name] = below
  }
}
END {
  printf "all_modules :="
  for (d = count; d >= 1; d--) if (order[d] !~ /^cmd\//) printf " %s", order[d]
  printf "\n"
  for (c = 1; c <= count; c++) {
    name = order[c]
    links = ""; needs = packages["*"]
    for (d = count; d >= 1; d--) if (index(closure[name], " " order[d] " ")) {
      if (order[d] !~ /^cmd\//) links = links " " order[d]
      needs = needs " " packages[order[d]]
    }
    printf "closure_%s :=%s\n", name, links
    printf "needs_%s := %s\n", name, needs
  }
}
