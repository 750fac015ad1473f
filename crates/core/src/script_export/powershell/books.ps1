# ---- the results file ----

function Get-Now {
    [DateTime]::UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", [Globalization.CultureInfo]::InvariantCulture)
}

# Accesses the results file. Waits up to ten seconds for another program that holds it (Excel, a virus scanner, a
# synced folder).
function Use-Results([scriptblock]$Work) {
    $until = [DateTime]::UtcNow.AddSeconds(10)
    $told = $false
    while ($true) {
        try { return (& $Work) } catch {
            $cause = $_.Exception.GetBaseException()
            if ($cause -isnot [IO.IOException] -and $cause -isnot [UnauthorizedAccessException]) { throw }
            if ([DateTime]::UtcNow -gt $until) {
                throw "$results cannot be written: it may be open in another program, such as Excel, or the disk is full. Nothing more is sent. Close the file there, free up disk space, and start this script again. ($($cause.Message))"
            }
        }
        if (-not $told) { Write-Host '  The results file cannot be written. Trying for up to 10 seconds.' }
        $told = $true
        Start-Sleep -Milliseconds 250
    }
}

function Get-Line([string]$Cells, [string]$Outcome, [string]$Status, [string]$Reason, [int]$Attempts, [string]$Time) {
    '{0},{1},{2},"{3}",{4},{5}' -f $Cells, $Outcome, $Status, $Reason.Replace('"', '""'), $Attempts, $Time
}

# Writes text after the last final line, and removes everything after it. The text is on disk when this returns.
function Write-Book([string]$Text) {
    $bytes = $utf8.GetBytes($Text)
    Use-Results {
        $book.Position = $mark
        $book.Write($bytes, 0, $bytes.Length)
        $book.SetLength($book.Position)
        $book.Flush($true)
    }
}

# Writes an in-doubt line before a row's first call, so that a started row is in doubt if the script is killed.
function Write-Intent([string]$Cells) {
    Write-Book ('{0},in_doubt,,"No answer was noted.",1,{1}' -f $Cells, "`r`n")
}

# Writes a row's final line at once, over its in-doubt line. If that fails, nothing more is sent.
function Write-Row([string]$Cells, [string]$Outcome, [string]$Status, [string]$Reason, [int]$Attempts, [string]$Time) {
    $script:unwritten = @{ Place = $place + 1; Line = (Get-Line $Cells $Outcome $Status $Reason $Attempts $Time); Outcome = $Outcome }
    Write-Down
}

# Writes the latest final line and counts its row. If it is repeated after an interruption, it counts the row once.
function Write-Down {
    $script:place = $unwritten.Place
    if ($place -le $doubts) {
        if ($settled.Count -lt $place) { $settled.Add($unwritten.Line) }
        New-Book
    } else {
        Write-Book "$($unwritten.Line)`r`n"
        $script:mark = $book.Position
    }
    $outcome = $unwritten.Outcome
    $script:underWay = $null
    $script:unwritten = $null
    Add-Count $outcome
}

function Add-Count([string]$Outcome) {
    if (-not $tally.ContainsKey($Outcome)) { $tally[$Outcome] = 0 }
    $tally[$Outcome] += 1
}

# Creates an empty file. On Linux and macOS only its owner can read it, like those of the bash script. On Windows
# the folder's permissions apply.
function New-PrivateFile([string]$Path) {
    [IO.File]::WriteAllText($Path, '')
    if ($PSVersionTable['Platform'] -eq 'Unix' -and [IO.File].GetMember('SetUnixFileMode')) { [IO.File]::SetUnixFileMode($Path, 'UserRead, UserWrite') }
}

# Replaces the whole file in one step: headings, rows that are done, settled rows that were in doubt, rows in
# doubt.
function New-Book {
    $lines = @($headings) + $kept.ToArray() + $settled.ToArray()
    for ($at = $place; $at -lt $doubts; $at += 1) { $lines += $todo[$at].Rest }
    if ($null -ne $book) { $book.Dispose() }
    Use-Results {
        New-PrivateFile "$results.new"
        [IO.File]::WriteAllText("$results.new", ($lines -join "`r`n") + "`r`n", $utf8)
        if (Test-Path -LiteralPath $results) { [IO.File]::Replace("$results.new", $results, [NullString]::Value) } else { [IO.File]::Move("$results.new", $results) }
        # Other programs may read it, but cannot write or lock it.
        $script:book = New-Object IO.FileStream($results, [IO.FileMode]::Open, [IO.FileAccess]::ReadWrite, [IO.FileShare]::Read)
    }
    $script:mark = $book.Length
}

function Get-Quoted([string]$Text) { '"' + $Text.Replace('"', '""') + '"' }

# Makes the list of rows to send: rows in doubt first, then new ones, then failed ones. Lines of rows that are done
# stay in the file. A row's Rest is the line for the case that this start does not reach it. That line is in_doubt
# if an earlier run left the row in doubt; with 0 tries, this script has not tried such a row yet.
function Read-Plan {
    $state = New-Object 'Collections.Generic.Dictionary[string,string]'
    $rest = New-Object 'Collections.Generic.Dictionary[string,string]'
    # Of the rows that an earlier start left in doubt.
    $tries = New-Object 'Collections.Generic.Dictionary[string,int]'
    $rows = @($plan -split '\r?\n' | Where-Object { $_ } | ForEach-Object {
            $group, $account, $email, $knew, $cells = $_ -split ' ', 5
            # If an earlier run left it in doubt, each call of this script counts as a later try.
            $doubted = '~', '^' -ccontains $knew
            $absent = $knew -ceq '^'
            if ($doubted) { $knew = '-' }
            $state["$group $account"] = 'new'
            $rest["$group $account"] = 'not_tried,,,0,'
            if ($doubted) { $rest["$group $account"] = 'in_doubt,,{0},0,' -f (Get-Quoted @@SAY_LEFT_IN_DOUBT@@) }
            if ($email -ceq '-') { $email = '' }
            [pscustomobject]@{ Group = $group; Account = $account; Email = $email; Knew = $knew; Cells = $cells; State = ''; Rest = ''; Doubted = $doubted; Absent = $absent; Tries = 0 }
        })
    $lines = @()
    if (Test-Path -LiteralPath $results) { $lines = @(Use-Results { [IO.File]::ReadAllLines($results, $utf8) }) }
    # An empty file counts as missing.
    if ($lines.Count -gt 0) {
        if ($lines[0] -cne $headings) { throw "$results is not a results file of this script. Move it to another folder. Nothing was sent." }
        foreach ($row in @($lines | ConvertFrom-Csv)) {
            # An incomplete line. An empty last cell is read as missing too.
            if ($null -eq $row.attempts) { continue }
            $key = $row.'Group id' + ' ' + $row.'User id'
            if (-not $state.ContainsKey($key)) { throw "$results has rows of another plan. Move it to another folder. Nothing was sent." }
            if ($state[$key] -ceq 'done') { continue }
            if ('removed', 'already_gone', 'gone_since_check', 'added', 'already_member', 'there_since_check' -ccontains $row.outcome) {
                $state[$key] = 'done'
                $kept.Add((@($row.PSObject.Properties | ForEach-Object { Get-Quoted ([string]$_.Value) }) -join ','))
                Add-Count $row.outcome
                if ([string]::CompareOrdinal($row.finished_at, $lastDone) -gt 0) { $script:lastDone = $row.finished_at }
            } elseif ($row.outcome -ceq 'in_doubt' -and $row.attempts -ceq '0' -and $rest[$key].StartsWith('in_doubt,,')) {
                continue
            } elseif ($row.outcome -ceq 'in_doubt' -or ($row.outcome -ceq 'failed' -and $state[$key] -cne 'doubt')) {
                $state[$key] = if ($row.outcome -ceq 'failed') { 'failed' } else { 'doubt' }
                if ($row.outcome -ceq 'in_doubt' -and $row.attempts -match '^\d{1,9}$') { $tries[$key] = [int]$row.attempts }
                $rest[$key] = '{0},{1},{2},{3},{4}' -f $row.outcome, $row.http_status, (Get-Quoted $row.reason), $row.attempts, $row.finished_at
            }
        }
    }
    foreach ($wanted in 'doubt', 'new', 'failed') {
        foreach ($row in $rows) {
            $key = $row.Group + ' ' + $row.Account
            if ($state[$key] -cne $wanted) { continue }
            $row.State = $wanted
            $row.Rest = $row.Cells + ',' + $rest[$key]
            if ($tries.ContainsKey($key)) { $row.Tries = $tries[$key] }
            $todo.Add($row)
        }
        if ($wanted -ceq 'doubt') { $script:doubts = $todo.Count }
    }
}

# When the last row was done, as part of a sentence; empty if the file does not have it.
function Get-DoneBy {
    if ($lastDone -match '^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)') { ' by {0} {1} UTC' -f $Matches[1], $Matches[2] }
}

# Runs at every exit: also writes the row in flight and the rows that were not reached, and shows the counts.
function Close-Book {
    $script:isInterrupted = $false
    if ($null -ne $unwritten) {
        Write-Down
    } elseif ($null -ne $underWay) {
        $row = $underWay
        $script:underWay = $null
        if ($row.Waits -or ($row.Lost -and $row.Attempts -gt 0)) {
            Write-Row $row.Cells 'in_doubt' '' @@SAY_STOPPED@@ $row.Attempts (Get-Now)
        } elseif (-not $row.Lost) {
            Write-Row $row.Cells 'not_tried' '' 'Stopped before a try had any effect.' $row.Attempts ''
        }
    }
    $rest = New-Object Text.StringBuilder
    for ($at = $place; $at -lt $todo.Count; $at += 1) {
        if ($at -ge $doubts) { [void]$rest.Append($todo[$at].Rest).Append("`r`n") }
        Add-Count ($todo[$at].Rest.Substring($todo[$at].Cells.Length + 1) -split ',')[0]
    }
    Write-Book $rest.ToString()
    $book.Dispose()
    Write-Host ''
    Write-Host "In ${results}:"
    foreach ($word in $tally.Keys) { Write-Host ('{0,7} {1}' -f $tally[$word], $word) }
    if ($unlike -gt 0) { Write-Host "$unlike rows were sent without comparing names: the plan or the site does not show them." }
    $left = @($tally.Keys | Where-Object { '@@DONE_WORD@@', '@@NOTHING_WORD@@', '@@SINCE_WORD@@' -cnotcontains $_ })
    if ($left.Count) {
        Write-Host "Drop it on Groupsweep's Import. Start this script again to continue with the rows that are not done."
    } else {
        Write-Host "Every row is done. Drop the file on Groupsweep's Import."
    }
}

