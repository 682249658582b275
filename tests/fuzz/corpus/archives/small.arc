filedesc://x.arc 0.0.0.0 20091124090000 text/plain 6
1 0 x

http://a.example/ 192.0.2.1 20091124090001 text/html 20
HTTP/1.0 200 OK

hi

http://a.example/l 192.0.2.1 20091124090001 text/html -1
