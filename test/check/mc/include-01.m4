define(`confMAX_HOP', `30')dnl
include(`include-01.m4')dnl
