# Groupsweep @@VERSION@@: @@TITLE@@ on @@SITE@@ without Groupsweep.
# Needs Windows PowerShell 5.1 or PowerShell 7, nothing else. In a PowerShell window, in the folder of this file:
#   powershell -ExecutionPolicy Bypass -File .\@@FILE@@.ps1              five calls a second
#   powershell -ExecutionPolicy Bypass -File .\@@FILE@@.ps1 -Rate 2      two; 50 is the most
# It asks for the login and keeps it in memory. What becomes of each row is written at once into
#   @@RESULTS@@   in the folder where it is started.
# Ctrl-C stops it; started again it goes on with what is not done. Drop that file on Groupsweep's Import for the
# report, Verify and the way back.
param([ValidateRange(1, 50)][int]$Rate = 5)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

$site = '@@SITE@@'
$base = '@@BASE@@'
$path = '@@PATH@@'
$body = '@@BODY@@'
$who = '@@WHO@@'
$caller = '@@CALLER@@'
$headings = '@@HEADINGS@@'
$doneStatuses = @(@@DONE_LIST@@)

# The plan: group id, account id, the row's cells.
$plan = @'
@@PLAN@@'@

if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
    Write-Host 'This machine lets PowerShell scripts do very little (constrained language mode). Nothing was sent. Take another way.'
    exit 1
}
Add-Type -AssemblyName System.Net.Http
# Windows PowerShell begins with older protocols, which the site refuses.
[Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
$results = Join-Path (Get-Location).ProviderPath '@@RESULTS@@'
$utf8 = New-Object Text.UTF8Encoding($true)
$todo = New-Object 'Collections.Generic.List[object]'
$place = 0
$underWay = $null
$begun = $false
$halt = ''
$tookMs = 1000

# ---- the results file ----

function Get-Now {
    [DateTime]::UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", [Globalization.CultureInfo]::InvariantCulture)
}

# A row's line, written at once. Where that can not be done, nothing more is sent.
function Write-Row([string]$Cells, [string]$Outcome, [string]$Status, [string]$Reason, [int]$Attempts, [string]$Time) {
    $line = '{0},{1},{2},"{3}",{4},{5}{6}' -f $Cells, $Outcome, $Status, $Reason.Replace('"', '""'), $Attempts, $Time, "`r`n"
    [IO.File]::AppendAllText($results, $line, $utf8)
}

# What is to be done: rows never tried first, then those that failed. Lines of rows that are done stay in the file.
# Dictionaries, because tables of PowerShell take two ids that differ in case for one.
function Read-Plan {
    $known = New-Object 'Collections.Generic.Dictionary[string,string]'
    $rows = @($plan -split '\r?\n' | Where-Object { $_ } | ForEach-Object {
            $group, $account, $cells = $_ -split ' ', 3
            $known["$group $account"] = 'new'
            [pscustomobject]@{ Group = $group; Account = $account; Cells = $cells }
        })
    $kept = New-Object 'Collections.Generic.List[string]'
    if (Test-Path -LiteralPath $results) {
        $first = [IO.File]::ReadAllLines($results, $utf8) | Select-Object -First 1
        if ($first -cne $headings) { throw "$results is there and is no results file of this script. Move it away." }
        foreach ($row in @(Import-Csv -LiteralPath $results -Encoding UTF8)) {
            if ($null -eq $row.finished_at) { continue }
            $key = $row.'Group id' + ' ' + $row.'User id'
            if (-not $known.ContainsKey($key)) { throw "$results holds rows of another plan. Move it away." }
            if ('removed', 'already_gone', 'added', 'already_member' -ccontains $row.outcome) {
                if ($known[$key] -cne 'done') {
                    $cells = @($row.PSObject.Properties | ForEach-Object { '"' + ([string]$_.Value).Replace('"', '""') + '"' })
                    $kept.Add($cells -join ',')
                }
                $known[$key] = 'done'
            } elseif ('failed', 'in_doubt' -ccontains $row.outcome -and $known[$key] -cne 'done') {
                $known[$key] = 'tried'
            }
        }
    }
    foreach ($state in 'new', 'tried') {
        foreach ($row in $rows) {
            if ($known[$row.Group + ' ' + $row.Account] -ceq $state) { $todo.Add($row) }
        }
    }
    , $kept
}

# ---- the site ----

# One call: its status (0 where no answer came), its text, its headers, and why none came.
function Send-Call([string]$Method, [string]$Address, [string]$Json) {
    $answer = @{ Status = 0; Text = ''; Reply = $null; Why = 'cut' }
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $request = New-Object Net.Http.HttpRequestMessage((New-Object Net.Http.HttpMethod($Method)), $Address)
    if ($Json) { $request.Content = New-Object Net.Http.StringContent($Json, (New-Object Text.UTF8Encoding($false)), 'application/json') }
    try {
        $reply = $client.SendAsync($request).GetAwaiter().GetResult()
        if ($null -ne $reply.Content) { $answer.Text = [string]$reply.Content.ReadAsStringAsync().GetAwaiter().GetResult() }
        $answer.Reply = $reply
        $answer.Status = [int]$reply.StatusCode
    } catch {
        $cause = $_.Exception.GetBaseException()
        if ($cause -is [Security.Authentication.AuthenticationException]) { $answer.Why = 'certificate' }
        if ($cause -is [Net.Sockets.SocketException] -and 'ConnectionRefused', 'HostNotFound', 'HostUnreachable', 'NetworkUnreachable', 'TryAgain' -contains [string]$cause.SocketErrorCode) { $answer.Why = 'unreachable' }
        if ($cause -is [Net.WebException] -and 'NameResolutionFailure', 'ConnectFailure', 'ProxyNameResolutionFailure' -contains [string]$cause.Status) { $answer.Why = 'unreachable' }
        if ($cause -is [Net.WebException] -and 'TrustFailure', 'SecureChannelFailure' -contains [string]$cause.Status) { $answer.Why = 'certificate' }
    } finally {
        $request.Dispose()
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

# A sentence, and behind it what the site says itself.
function Get-Reason([string]$Lead, $Answer) {
    $says = ''
    try {
        $json = $Answer.Text | ConvertFrom-Json
        $first = @(Get-Field $json 'errors') | Select-Object -First 1
        $said = @(Get-Field $json 'errorMessages') + (Get-Field $first 'detail') + (Get-Field $first 'title') + (Get-Field $json 'message')
        $says = [string]($said | Where-Object { $_ -is [string] -and $_ } | Select-Object -First 1)
    } catch { $says = '' }
    $says = ($says -replace '[\s\p{Cc}]+', ' ').Trim().TrimEnd('.')
    if ($says.Length -gt 200) { $says = $says.Substring(0, 200) }
    if ($says) { '{0}: {1}{2}{3}.' -f $Lead, [char]0x201c, $says, [char]0x201d } else { "$Lead." }
}

# What an answer means: done, nothing (there was nothing to do), no (not this row), stop (no row will go), wait (too many
# calls), again (worth another try: whether it may have been done all the same, and how many tries).
function Get-Meaning($Answer) {
    $status = $Answer.Status
    $low = $Answer.Text.ToLowerInvariant()
    $isPage = $Answer.Text -match '^\s*<' -or ($Answer.Text -and (Get-Header $Answer 'Content-Type') -match 'html')
    if ($status -eq 0 -and $Answer.Why -eq 'certificate') { return 'stop', "The site's certificate is not accepted on this machine. A web proxy may open encrypted connections here." }
    if ($status -eq 0 -and $Answer.Why -eq 'unreachable') { return 'again', 'the site could not be reached', $false, 6 }
    if ($status -eq 0) { return 'again', 'the connection broke before the answer came', $true, 6 }
    if ($status -eq 401 -or (Get-Header $Answer 'X-Seraph-LoginReason') -match '^AUTHENTICAT') { return 'stop', (Get-Reason 'The site does not accept this login (401)' $Answer) }
    if ($status -eq 403 -and $low.Contains('xsrf')) { return 'stop', 'The site refuses these calls as those of a browser (403 XSRF check failed).' }
    if ($status -ge 300 -and $status -lt 400) { return 'stop', "The site sends the calls elsewhere instead of answering them ($status). Nothing goes that way." }
    if ($status -eq 429) { return 'wait', 'The site refuses calls for their number (429), again and again. Start again later.' }
    if (408, 502, 504 -contains $status) { return 'again', "the site or its gateway failed ($status)", $true, 6 }
    if ($status -eq 503) { return 'again', 'the site was not available (503)', $false, 6 }
    if ($status -ge 500) { return 'again', "the site or a proxy on the way failed ($status)", $true, 3 }
    if ($doneStatuses -contains $status -and -not $isPage) { return 'done', '' }
    # "You are not a member of ..." speaks of the caller and is a refusal.
    if ("$status" -eq '@@NOTHING_STATUS@@' -and $low.Contains('@@NOTHING_WORDS@@') -and $low -notmatch "you are not|you're not") { return 'nothing', 'There was nothing to do.' }
    if ($status -lt 300) { return 'again', "an answer came that is not the site's ($status)", $true, 6 }
    if ($status -eq 403) { return 'no', (Get-Reason 'The site refuses to change this group (403)' $Answer) }
    if ($status -eq 404) { return 'no', (Get-Reason 'The site knows no such group or user, or hides that the right is missing (404)' $Answer) }
    'no', (Get-Reason "The site refuses this change ($status)" $Answer)
}

# ---- waiting ----

# How long the site asks to wait, in seconds; 0 where it does not say.
function Get-AskedWait($Answer) {
    $text = Get-Header $Answer 'Retry-After'
    if ($text -match '^\d{1,9}$') { return [int]$text }
    if (-not $text -and $Answer.Status -eq 429) { $text = Get-Header $Answer 'X-RateLimit-Reset' }
    $until = [DateTimeOffset]::MinValue
    if ($text -and [DateTimeOffset]::TryParse($text, [Globalization.CultureInfo]::InvariantCulture, [Globalization.DateTimeStyles]::AssumeUniversal, [ref]$until)) {
        return ($until - [DateTimeOffset]::UtcNow).TotalSeconds
    }
    0
}

# Waits 1, 2, 4 ... 30 s at the first, second, third ... time, never shorter than the site asks, and up to a quarter longer.
function Wait-Again([int]$Time, [int]$Least, $Answer) {
    $wait = [Math]::Max([Math]::Max([Math]::Min([Math]::Pow(2, $Time - 1), 30), $Least), (Get-AskedWait $Answer))
    if ($wait -ge 3) { Write-Host ('  waits {0:0} s' -f $wait) }
    Start-Sleep -Milliseconds ([int][Math]::Min($wait * 1000 + (Get-Random -Maximum ([int][Math]::Min($wait * 250, 25000) + 1)), 86400000))
    $script:tookMs = 1000
}

# ---- one row ----

# Sends a row until it is settled and writes it down; gives its outcome. $halt says why no other row will go.
function Send-Row($Row) {
    $address = $base + $path.Replace('{groupId}', $Row.Group).Replace('{accountId}', [Uri]::EscapeDataString($Row.Account))
    $json = $body.Replace('{accountId}', $Row.Account)
    $faults = 0
    $throttled = 0
    while ($true) {
        $gap = [int](1000 / $Rate) - $tookMs
        if ($gap -gt 0) { Start-Sleep -Milliseconds ([int]$gap) }
        $underWay.Attempts += 1
        $underWay.Waits = $true
        $answer = Send-Call '@@METHOD@@' $address $json
        $kind, $reason, $mayBeDone, $most = Get-Meaning $answer
        if ($mayBeDone) { $underWay.Lost = $true }
        if ('wait', 'again' -contains $kind) { $underWay.Waits = $false }
        if ($kind -eq 'wait') {
            $throttled += 1
            if ($throttled -lt 20) { Wait-Again $throttled 5 $answer; continue }
        }
        if ($kind -eq 'again') {
            $faults += 1
            if ($faults -lt $most) {
                Write-Host "  ${reason}: tries again"
                Wait-Again $faults 1 $answer
                continue
            }
            $reason = 'Given up after {0} tries: {1}.' -f $underWay.Attempts, $reason
        }
        break
    }
    $outcome = 'failed'
    if ($kind -eq 'done' -or ($kind -eq 'nothing' -and $underWay.Lost)) {
        $outcome = '@@DONE_WORD@@'
        $reason = ''
        if ($underWay.Attempts -gt 1) { $reason = 'Done at try {0}.' -f $underWay.Attempts }
        if ($kind -eq 'nothing') { $reason = 'The answer to an earlier try was lost; a later one found it done.' }
    } elseif ($kind -eq 'nothing') {
        $outcome = '@@NOTHING_WORD@@'
    } elseif ($underWay.Lost) {
        $outcome = 'in_doubt'
        $reason += ' The answer to a try was lost, so it may be done all the same.'
    }
    if ($kind -eq 'stop' -or $kind -eq 'wait') { $script:halt = $reason }
    $status = if ($answer.Status) { [string]$answer.Status } else { '' }
    Write-Row $Row.Cells $outcome $status $reason $underWay.Attempts (Get-Now)
    $script:place += 1
    $script:underWay = $null
    $note = if ($reason) { " ($reason)" } else { '' }
    Write-Host ('{0} of {1} {2}{3}: {4}' -f $place, $todo.Count, $outcome, $note, $Row.Cells)
    $script:refusedNow = 403, 404 -contains $answer.Status
    $outcome
}

# Sends the rows from here on, one alone or all that are left. False once no other is to go.
function Send-Rows([bool]$OneAlone) {
    $failed = 0
    $refused = 0
    $asked = $false
    while ($place -lt $todo.Count) {
        $row = $todo[$place]
        if ($row.Account -eq $own -and $own -ne $caller -and '@@METHOD@@' -eq 'DELETE') {
            $script:place += 1
            Write-Row $row.Cells 'kept' '' 'protected: your own account' 0 ''
            Write-Host ('{0} of {1} kept (your own account): {2}' -f $place, $todo.Count, $row.Cells)
            continue
        }
        $script:underWay = @{ Cells = $row.Cells; Attempts = 0; Lost = $false; Waits = $false }
        $outcome = Send-Row $row
        if ($halt) { return $false }
        $isDone = '@@DONE_WORD@@', '@@NOTHING_WORD@@' -ccontains $outcome
        if ($OneAlone) { return $isDone }
        if ($isDone) { $failed = 0; $refused = 0 } else { $failed += 1; if ($refusedNow) { $refused += 1 } }
        if (-not $asked -and ($refused -ge 3 -or $failed -ge 10)) {
            Write-Host 'Row after row failed. The likely causes, likeliest first: this account lacks site administration; these'
            Write-Host 'groups are synced from an identity provider; these users are gone.'
            if ((Read-Host 'Go on with the other rows? Type yes') -ne 'yes') { return $false }
            $asked = $true
        }
    }
    $true
}

# ---- the whole ----

try {
    $kept = Read-Plan
    Write-Host "@@TITLE@@ on $site"
    if ($todo.Count -ne @@ROWS@@) { Write-Host ('{0} left to do; the others stand in the results file as done.' -f $todo.Count) }
    if ($todo.Count -eq 0) { Write-Host 'Nothing is left to do.'; exit 0 }
@@ASK_EMAIL@@    $secret = Read-Host '@@TOKEN_NAME@@ (is not shown as you type)' -AsSecureString
    $token = (New-Object Net.NetworkCredential('', $secret)).Password.Trim()
    if (-not $token) { throw 'No token, so nothing was sent.' }
    $handler = New-Object Net.Http.HttpClientHandler
    $handler.AllowAutoRedirect = $false
    $handler.UseCookies = $false
    if ($null -ne $handler.PSObject.Properties['DefaultProxyCredentials']) { $handler.DefaultProxyCredentials = [Net.CredentialCache]::DefaultCredentials }
    $client = New-Object Net.Http.HttpClient($handler)
    $client.Timeout = [TimeSpan]::FromSeconds(60)
    $headers = @{
        'Authorization'           = @@LOGIN@@
        'Accept'                  = 'application/json'
        'Accept-Language'         = 'en'
        'X-Force-Accept-Language' = 'true'
        'X-Atlassian-Token'       = 'no-check'
        'User-Agent'              = 'groupsweep-script'
    }
    foreach ($name in $headers.Keys) { [void]$client.DefaultRequestHeaders.TryAddWithoutValidation($name, [string]$headers[$name]) }
    $own = ''
    $refusedNow = $false
    if ($who) {
        $answer = Send-Call 'GET' ($base + $who) ''
        $kind, $reason = Get-Meaning $answer
        if ($kind -eq 'stop') { throw "$reason Nothing was sent." }
        if ($answer.Status -ne 200) { throw ((Get-Reason ('The site did not say who you are ({0})' -f $answer.Status) $answer) + ' Nothing was sent.') }
        $me = $answer.Text | ConvertFrom-Json
        $own = [string](Get-Field $me 'accountId')
        if (-not $own) { throw "The site did not say who you are: an answer came that is not its own. Nothing was sent." }
        Write-Host ('Logged in as {0}' -f (Get-Field $me 'displayName'))
    }
    $typed = Read-Host "To confirm, type the site's name, $site"
    if ($typed.Trim() -ne $site) { throw 'This is not the name of the site. Nothing was sent.' }
    # The file anew, in one step: headings, rows that are done.
    $lines = @($headings) + $kept.ToArray()
    [IO.File]::WriteAllText("$results.new", ($lines -join "`r`n") + "`r`n", $utf8)
    if (Test-Path -LiteralPath $results) { [IO.File]::Replace("$results.new", $results, [NullString]::Value) } else { [IO.File]::Move("$results.new", $results) }
    $begun = $true
    Write-Host 'One row alone first:'
    if (-not (Send-Rows $true)) {
        if ($halt) { throw $halt }
        throw 'The first row did not go, so no other was sent.'
    }
    if ($place -lt $todo.Count) {
        Write-Host 'Look at it in the site now.'
        if ((Read-Host ('Go on with the other {0}? Type yes' -f ($todo.Count - $place))) -eq 'yes') {
            [void](Send-Rows $false)
            if ($halt) { throw $halt }
        }
    }
} catch {
    Write-Host ([string]$_.Exception.Message)
    exit 1
} finally {
    # At every end, Ctrl-C too: the row under way and the rows not come to stand in the file.
    if ($begun) {
        if ($null -ne $underWay -and ($underWay.Lost -or $underWay.Waits)) {
            Write-Row $underWay.Cells 'in_doubt' '' 'Stopped before the answer came, so it may be done all the same.' $underWay.Attempts (Get-Now)
            $place += 1
        }
        for (; $place -lt $todo.Count; $place += 1) { Write-Row $todo[$place].Cells 'not_tried' '' '' 0 '' }
        Write-Host "Drop $results on Groupsweep's Import. Started again, this script goes on with what is not done."
    }
}
