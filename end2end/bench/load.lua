-- wrk -s load.lua URL -- FILE TOKEN RUN: sends the requests of FILE, one a line
-- ("GET path" or "POST path body"), in random order; each write under a key of its own.
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

function init(arguments)
  run = arguments[3]
  sent = 0
  prepared = {}
  math.randomseed(number * 7919)
  local headers = { ["Authorization"] = "Bearer " .. arguments[2], ["Content-Type"] = "application/json" }
  for line in io.lines(arguments[1]) do
    local method, path, body = line:match("^(%u+) (%S+) ?(.*)$")
    if method == "GET" then
      prepared[#prepared + 1] = wrk.format("GET", path, headers)
    else
      prepared[#prepared + 1] = { method = method, path = path, body = body, headers = headers }
    end
  end
end

function request()
  local chosen = prepared[math.random(#prepared)]
  if type(chosen) == "string" then
    return chosen
  end
  sent = sent + 1
  chosen.headers["Idempotency-Key"] = run .. "-" .. number .. "-" .. sent
  return wrk.format(chosen.method, chosen.path, chosen.headers, chosen.body)
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests":%d,"seconds":%.3f,"p50_ms":%.3f,"p99_ms":%.3f,"refused":%d,"broken":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
