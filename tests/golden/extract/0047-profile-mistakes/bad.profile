host shop.example
title h1
page listng /c/*
page listing
prise .p
price .p[
price .p | behind "x"
price .p | after x
