# ---- the site ----

function New-Client([string]$Login) {
    $handler = New-Object Net.Http.HttpClientHandler
    $handler.AllowAutoRedirect = $false
    $handler.UseCookies = $false
    $handler.AutomaticDecompression = [Net.DecompressionMethods]::GZip -bor [Net.DecompressionMethods]::Deflate
    # A proxy that requires a login gets that of this Windows session, on old and new systems.
    if ($null -ne [Net.WebRequest]::DefaultWebProxy) { [Net.WebRequest]::DefaultWebProxy.Credentials = [Net.CredentialCache]::DefaultNetworkCredentials }
    if ($null -ne $handler.PSObject.Properties['DefaultProxyCredentials']) { $handler.DefaultProxyCredentials = [Net.CredentialCache]::DefaultNetworkCredentials }
    $made = New-Object Net.Http.HttpClient($handler)
    $made.Timeout = [TimeSpan]::FromSeconds(60)
    $made.MaxResponseContentBufferSize = 4MB
    # Windows PowerShell by itself repeats a call if a kept-alive connection ends.
    if ($PSVersionTable.PSVersion.Major -lt 6) { $made.DefaultRequestHeaders.ConnectionClose = $true }
    $headers = @{
        'Authorization'           = $Login
        'Accept'                  = 'application/json'
        'Accept-Language'         = 'en'
        'X-Force-Accept-Language' = 'true'
        'X-Atlassian-Token'       = 'no-check'
        'User-Agent'              = 'groupsweep-script'
    }
    foreach ($name in $headers.Keys) { [void]$made.DefaultRequestHeaders.TryAddWithoutValidation($name, [string]$headers[$name]) }
    $made
}

# Waits for a task in short intervals, between which Ctrl-C takes effect.
function Wait-Task($Task) {
    while ([Threading.Tasks.Task]::WaitAny([Threading.Tasks.Task[]]@($Task), 100) -lt 0) { }
    , $Task.GetAwaiter().GetResult()
}

# Makes one call and returns its status (0 if no answer came), its text, its headers, and why no answer came.
function Send-Call([string]$Method, [string]$Address, [string]$Json) {
    $answer = @{ Status = 0; Text = ''; Reply = $null; Why = 'cut' }
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $request = New-Object Net.Http.HttpRequestMessage((New-Object Net.Http.HttpMethod($Method)), $Address)
    if ($Json) {
        $request.Content = New-Object Net.Http.StringContent($Json, (New-Object Text.UTF8Encoding($false)), 'application/json')
    } elseif ($Method -cne 'GET') {
        # With a body, even an empty one, .NET does not repeat a change when its connection ends.
        $request.Content = New-Object Net.Http.ByteArrayContent(, [byte[]]@())
    }
    try {
        $reply = Wait-Task ($client.SendAsync($request))
        # Decodes the bytes as UTF-8, whatever charset the answer claims.
        if ($null -ne $reply.Content) { $answer.Text = [Text.Encoding]::UTF8.GetString((Wait-Task ($reply.Content.ReadAsByteArrayAsync()))) }
        $answer.Reply = $reply
        # If two lengths differ, the end of the answer is unknown, and it may not be the site's.
        $lengths = @((Get-Header $answer 'Content-Length') -split '\s*,\s*' | Select-Object -Unique)
        if ($lengths.Count -lt 2) { $answer.Status = [int]$reply.StatusCode }
    } catch [Management.Automation.PipelineStoppedException] {
        throw
    } catch {
        $cause = $_.Exception.GetBaseException()
        if ($cause -is [Security.Authentication.AuthenticationException]) { $answer.Why = 'certificate' }
        if ($cause -is [Net.Sockets.SocketException] -and 'ConnectionRefused', 'HostNotFound', 'HostUnreachable', 'NetworkUnreachable', 'TryAgain' -contains [string]$cause.SocketErrorCode) { $answer.Why = 'unreachable' }
        if ($cause -is [Net.WebException] -and 'NameResolutionFailure', 'ConnectFailure', 'ProxyNameResolutionFailure' -contains [string]$cause.Status) { $answer.Why = 'unreachable' }
        if ($cause -is [Net.WebException] -and 'TrustFailure', 'SecureChannelFailure' -contains [string]$cause.Status) { $answer.Why = 'certificate' }
        if ($cause.Message -match 'prox' -and $cause.Message -match '407') { $answer.Why = 'proxy login' }
        if ($cause.Message -match 'prox' -and $cause.Message -match '403') { $answer.Why = 'proxy refusal' }
    } finally {
        $script:tookMs = $watch.ElapsedMilliseconds
    }
    $answer
}

function Get-Header($Answer, [string]$Name) {
    $values = $null
    if ($null -eq $Answer.Reply) { return '' }
    if ($Answer.Reply.Headers.TryGetValues($Name, [ref]$values)) { return @($values) -join ', ' }
    if ($null -ne $Answer.Reply.Content -and $Answer.Reply.Content.Headers.TryGetValues($Name, [ref]$values)) { return @($values) -join ', ' }
    ''
}

function Get-Field($Thing, [string]$Name) {
    if ($Thing -is [Management.Automation.PSCustomObject] -and $null -ne $Thing.PSObject.Properties[$Name]) { return $Thing.PSObject.Properties[$Name].Value }
}

# Puts a text on one line, without direction marks, which could make another name appear.
function Get-Plain([string]$Text) { ($Text -replace '[\s\p{Cc}\u202a-\u202e\u2066-\u2069]+', ' ').Trim() }

# Whether a text quotes the login. 16 matching characters are enough, because gateways truncate what they quote.
function Test-Login([string]$Text) {
    foreach ($secret in $secrets) { if ($secret.Length -ge 16 -and $Text.Contains($secret.Substring(0, 16))) { return $true } }
    $Text -match 'authorization header|\b(basic|bearer) [A-Za-z0-9+/=_.-]{16}|AT[ACS]TT3'
}

# A sentence, followed by the site's own text.
function Get-Reason([string]$Lead, $Answer) {
    $says = ''
    try {
        $json = $Answer.Text | ConvertFrom-Json
        $first = @(Get-Field $json 'errors') | Select-Object -First 1
        $said = @(Get-Field $json 'errorMessages') + (Get-Field $first 'detail') + (Get-Field $first 'title') + (Get-Field $json 'message')
        $says = [string]($said | Where-Object { $_ -is [string] -and $_ } | Select-Object -First 1)
    } catch { $says = '' }
    $says = (Get-Plain $says).TrimEnd('.')
    # Text that repeats the login is not written down.
    if (Test-Login $says) { $says = '' }
    if ($says.Length -gt 200) { $says = $says.Substring(0, 200) }
    if ($says) { '{0}: {1}{2}{3}.' -f $Lead, [char]0x201c, $says, [char]0x201d } else { "$Lead." }
}

# Why no call of any kind can succeed from here; else empty.
function Get-Hopeless($Answer) {
    $status = $Answer.Status
    $proxyLogin = 'The web proxy asks for a login (407). Ask whoever runs it, or use another network.'
    if ($status -eq 0 -and $Answer.Why -eq 'certificate') { return @@SAY_CERTIFICATE@@ }
    if ($status -eq 407 -or ($status -eq 0 -and $Answer.Why -eq 'proxy login')) { return $proxyLogin }
    if ($status -eq 0 -and $Answer.Why -eq 'proxy refusal') { return 'The web proxy refuses to connect to the site (403). Ask whoever runs it, or use another network.' }
    if ($status -eq 401 -or (Get-Header $Answer 'X-Seraph-LoginReason') -match '^AUTHENTICAT') { return (Get-Reason 'The site does not accept this login (401)' $Answer) + ' Start again with a valid token.' }
    if ($status -ge 300 -and $status -lt 400) { return "The site redirects the calls instead of answering them ($status). Nothing is sent there." }
    ''
}

# Whether the answer is a web page of a proxy or a login.
function Test-Page($Answer) { $Answer.Text -match '^\s*<' -or ($Answer.Text -and (Get-Header $Answer 'Content-Type') -match 'html') }

# Whether the answer is how this product confirms a change.
function Test-Done($Answer) {
    if ($Answer.Status -ne @@DONE@@) { return $false }
    $text = $Answer.Text.Trim()
    if ($text -eq '') { return '@@CARRIES@@' -ne 'group' }
    if ('@@CARRIES@@' -eq 'nothing' -or $text -notmatch '^\{[\s\S]*\}$' -or $text -match '"(error|errors|errorMessages|statusCode)"') { return $false }
    '@@CARRIES@@' -eq 'whatever' -or $text -match '"(groupId|name)"'
}

# What the answer to a change means: done, nothing (nothing to do), no (this row is refused), unclear (refused, but
# the state of the row is unknown), stop (no row can succeed), wait (too many calls), again (worth a retry; also
# returns whether the change may have been made, and how many tries to make), odd (like again, because the answer
# is not the site's).
function Get-Meaning($Answer) {
    $status = $Answer.Status
    $low = $Answer.Text.ToLowerInvariant()
    $hopeless = Get-Hopeless $Answer
    if ($hopeless) { return 'stop', $hopeless }
    if ($status -eq 0 -and $Answer.Why -eq 'unreachable') { return 'again', 'the site could not be reached', $false, 6 }
    if ($status -eq 0) { return 'again', 'the connection broke before the answer came', $true, 6 }
    if ($status -eq 429) { return 'wait', @@SAY_THROTTLED@@ }
    if (408, 502, 504 -contains $status) { return 'again', "the site or its gateway failed ($status)", $true, 6 }
    if ($status -eq 503) { return 'again', 'the site was not available (503)', $true, 6 }
    if ($status -ge 500) { return 'again', "the site or a proxy on the way failed ($status)", $true, 3 }
    if (Test-Done $Answer) { return 'done', '' }
    # "You are not a member of ..." is a refusal about the caller.
    if (@(@@NOTHING_LIST@@) -contains $status -and $low.Contains('@@NOTHING_WORDS@@') -and $low -notmatch "you are not|you're not") { return 'nothing', '' }
    if ($status -eq 403 -and $low.Contains('xsrf')) { return 'stop', @@SAY_XSRF@@ }
    if ((Test-Page $Answer) -or $status -lt 300) { return 'odd', "the answer ($status) is not one that is expected from the site", $true, 3 }
    if ($status -eq 403) { return 'no', (Get-Reason @@SAY_REFUSED@@ $Answer) }
    $kind = if (@(@@UNCLEAR_LIST@@) -contains $status) { 'unclear' } else { 'no' }
    if ($status -eq 404) { return $kind, (Get-Reason @@SAY_NOT_FOUND@@ $Answer) }
    $kind, (Get-Reason "The site refuses this change ($status)" $Answer)
}

# Reads back the state of a row: wanted (as after the change), open, or unread.
function Get-Standing($Row) {
    $address = $base + '@@READ_PATH@@'.Replace('{accountId}', [Uri]::EscapeDataString($Row.Account))
    $answer = Read-Site '@@READ_METHOD@@' $address '@@READ_BODY@@'.Replace('{accountId}', $Row.Account)
    if ($answer.Status -ne 200) { return 'unread' }
    # Wrapped in an object, because PowerShell unrolls a top-level list.
    try {
        [void]($answer.Text | ConvertFrom-Json)
        $whole = @(('{"whole":' + $answer.Text + '}' | ConvertFrom-Json).PSObject.Properties)
    } catch { return 'unread' }
    if ($whole.Count -ne 1) { return 'unread' }
    $json = $whole[0].Value
    $listed = $null
    if ($json -is [Management.Automation.PSCustomObject]) {
        $key = if ('@@READ_LIST@@') { '@@READ_LIST@@' } else { 'values' }
        foreach ($one in $json.PSObject.Properties) { if ($one.Name -ceq $key) { $listed = $one.Value } }
    } elseif ('@@READ_LIST@@' -ceq '') {
        $listed = $json
    }
    if ($listed -isnot [array]) { return 'unread' }
    foreach ($one in $listed) { if ($one -isnot [Management.Automation.PSCustomObject]) { return 'unread' } }
    $ids = @($listed | ForEach-Object { "$(Get-Field $_ '@@READ_ID@@')" })
    if ($ids -contains $Row.Group) { return $(if ('@@METHOD@@' -ceq 'POST') { 'wanted' } else { 'open' }) }
    # A group without an id may be this one. A list that is full or has a next page may continue.
    $goesOn = (Get-Field $json 'isLast') -eq $false -or (Get-Field (Get-Field $json '_links') 'next') -or (Get-Field (Get-Field $json 'links') 'next')
    if ($ids -contains '' -or $goesOn -or $ids.Count -ge @@READ_MOST@@) { return 'unread' }
    if ('@@METHOD@@' -ceq 'POST') { return 'open' }
    # A list without the group proves nothing if the site does not know the account or the group.
    if (-not $SkipNameCheck -or $Row.Knew -ceq '+') { 'wanted' } else { 'unread' }
}

# A read, repeated if the site is busy or unreachable. Throws if there is no answer.
function Read-Site([string]$Method, [string]$Address, [string]$Json) {
    $times = 0
    while ($true) {
        Wait-Turn
        $answer = Send-Call $Method $Address $Json
        $status = $answer.Status
        $hopeless = Get-Hopeless $answer
        if ($hopeless) {
            # Without the scope for reading, the row stays unread. Other rows may be sent.
            $script:lastHopeless = if ((Get-Header $answer 'X-Failure-Category') -eq 'FAILURE_CLIENT_SCOPE_CHECK') { '' } else { $hopeless }
            throw $hopeless
        }
        $times += 1
        if ($status -eq 429 -and $times -lt 20) { Wait-Again $times 5 $answer; continue }
        if (($status -eq 0 -or $status -eq 408 -or $status -ge 500) -and $times -lt 6) {
            Write-Host '  the site does not answer: trying again'
            Wait-Again $times 1 $answer
            continue
        }
        if ($status -eq 0) { throw 'The site cannot be reached.' }
        if ($status -eq 429) { throw @@SAY_THROTTLED@@ }
        if ($status -eq 408 -or $status -ge 500) { throw (Get-Reason "The site failed to answer ($status)" $answer) }
        return $answer
    }
}

# ---- waiting ----

# The wait that the site asks for, in seconds; 0 if it asks for none.
function Get-AskedWait($Answer) {
    $text = (Get-Header $Answer 'Retry-After').Trim()
    # Fractions are rounded up. Of several values, the longest counts.
    if ($text -match '^\d+(\.\d+)?(\s*,\s*\d+(\.\d+)?)*$') {
        $asked = $text -split '\s*,\s*' | ForEach-Object { [Math]::Ceiling([double]::Parse($_, [Globalization.CultureInfo]::InvariantCulture)) }
        return ($asked | Measure-Object -Maximum).Maximum
    }
    if (-not $text -and $Answer.Status -eq 429) { $text = Get-Header $Answer 'X-RateLimit-Reset' }
    $until = [DateTimeOffset]::MinValue
    $isDate = $text -match '^\d{4}-\d\d-\d\dT\d\d:\d\d' -or $text -match '\d\d [A-Z][a-z][a-z] \d{4} \d\d:\d\d:\d\d'
    if ($isDate -and [DateTimeOffset]::TryParse($text, [Globalization.CultureInfo]::InvariantCulture, [Globalization.DateTimeStyles]::AssumeUniversal, [ref]$until)) {
        # By the site's clock if the answer has it, because this machine's may be wrong.
        $now = [DateTimeOffset]::MinValue
        if (-not [DateTimeOffset]::TryParse((Get-Header $Answer 'Date'), [Globalization.CultureInfo]::InvariantCulture, [Globalization.DateTimeStyles]::AssumeUniversal, [ref]$now)) { $now = [DateTimeOffset]::UtcNow }
        return [Math]::Max(0, ($until - $now).TotalSeconds)
    }
    0
}

# Waits 1, 2, 4 ... 30 s before the first, second, third ... retry, never shorter than the site asks for, plus up
# to a quarter.
function Wait-Again([int]$Time, [int]$Least, $Answer) {
    $wait = [Math]::Max([Math]::Max([Math]::Min([Math]::Pow(2, $Time - 1), 30), $Least), (Get-AskedWait $Answer))
    # No wait is longer than a day. After it, the site is asked again.
    $wait = [Math]::Min($wait, 86400)
    if ($wait -ge 60) {
        $clock = [DateTime]::Now.AddSeconds($wait).ToString('ddd dd MMM HH:mm', [Globalization.CultureInfo]::InvariantCulture)
        $span = if ($wait -ge 86400) { ' or later' }
            elseif ($wait -ge 7200) { ', about {0:0} hours' -f [Math]::Ceiling($wait / 3600) }
            else { ', about {0:0} minutes' -f [Math]::Ceiling($wait / 60) }
        Write-Host "  The site asks for a pause until $clock$span. Press Ctrl-C to stop and keep the record. To continue, start the script again."
    } elseif ($wait -ge 3) {
        Write-Host ('  Waiting {0:0} seconds.' -f $wait)
    }
    Start-Sleep -Milliseconds ([int]($wait * 1000 + (Get-Random -Maximum ([int][Math]::Min($wait * 250, 25000) + 1))))
    $script:tookMs = 1000
}

# Keeps the pace.
function Wait-Turn {
    $gap = [int](1000 / $Rate) - $tookMs
    if ($gap -gt 0) { Start-Sleep -Milliseconds ([int]$gap) }
}

