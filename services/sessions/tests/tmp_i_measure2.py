import time
from .conftest import School
from .importing import *
from .tmp_i_measure import slot, TIMES
async def test_sync(school: School):
    coaches=50
    rows=[f"coach-{i+10};Coach {i};coach" for i in range(coaches)]+[f"s-{i:05};S {i};learner" for i in range(4000)]
    await school.ok("admin","POST","/v1/imports/people",file("username;name;role",rows))
    n=3300
    data=file("SessionName;Coach;DateStart;DateEnd;Users;Courses;SessionCategory",
          [f"Session {i:06};coach-{i%coaches+10};{slot(i//coaches):%Y-%m-%d %H}:10;{slot(i//coaches):%Y-%m-%d %H}:55;"+"|".join(f"s-{(i*24+k)%4000:05}" for k in range(24))+";MATH;Week" for i in range(n)])
    print(len(data))
    for d,p in ((data,{}),(data,{}),(data.replace(b":10;",b":15;"),{"mode":"upsert"})):
        TIMES.clear()
        t=time.monotonic(); a=await school.send("admin","POST","/v1/imports/sessions",d,**p); print(a.status_code, a.text[:120], time.monotonic()-t)
