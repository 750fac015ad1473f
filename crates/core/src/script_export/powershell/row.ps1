# ---- one row ----

$proved = $false
$refusedNow = $false
$asWanted = $false
$asked = $false
$oddRows = 0
$lastHopeless = ''

# Sends a row until it is settled, records it and returns its outcome. $halt is why no other row can succeed. Lost
# becomes true with the first answer that leaves open whether something happened, and starts as true for a row in
# doubt.
function Send-Row($Row) {
    $address = $base + $path.Replace('{groupId}', $Row.Group).Replace('{accountId}', [Uri]::EscapeDataString($Row.Account))
    $json = $body.Replace('{accountId}', $Row.Account)
    $faults = 0
    $throttled = 0
    while ($true) {
        Wait-Turn
        $underWay.Attempts += 1
        $underWay.Waits = $true
        $answer = Send-Call '@@METHOD@@' $address $json
        $kind, $reason, $mayBeDone, $most = Get-Meaning $answer
        if ($mayBeDone) { $underWay.Lost = $true }
        # Right after a removal the site may still report the person as a member, so a list must confirm it.
        if ($kind -eq 'nothing' -and '@@METHOD@@' -eq 'POST' -and $Row.Knew -ne '=') { $kind = 'claimed' }
        # The site answered that this call changed nothing, so a stop during the read-back leaves no doubt.
        if ($kind -eq 'claimed') { $underWay.Waits = $false }
        if ('odd', 'unclear', 'claimed' -contains $kind) { $kind, $reason = Get-Reading $Row $kind $reason }
        if ('wait', 'again', 'odd', 'claimed' -contains $kind) { $underWay.Waits = $false }
        if ($kind -eq 'wait') {
            $throttled += 1
            if ($throttled -lt 20) { Wait-Again $throttled 5 $answer; continue }
        }
        if ($kind -eq 'claimed') { $most = 6 }
        if ('again', 'odd', 'claimed' -contains $kind) {
            $faults += 1
            if ($faults -lt $most) {
                Write-Host "  ${reason}: trying again"
                Wait-Again ($faults + [int]($kind -eq 'claimed')) 1 $answer
                continue
            }
            $reason = 'Given up after {0} tries: {1}.' -f $underWay.Attempts, $reason
        }
        break
    }
    $outcome = 'failed'
    if ($kind -eq 'found' -or $kind -eq 'unclear') {
        $first = $reason
        $outcome, $reason = Get-NothingLeft $Row.Knew $underWay.Lost
        if ($kind -eq 'found' -and $outcome -ceq '@@DONE_WORD@@') { $reason = @@SAY_FOUND@@ }
        $reason = "$first $reason"
    } elseif ($kind -eq 'done' -and $Row.Knew -ne '=') {
        $outcome = '@@DONE_WORD@@'
        $reason = ''
        if ($underWay.Attempts -gt 1) { $reason = 'Done at try {0}.' -f $underWay.Attempts }
        if ($Row.Absent) { $reason = ($reason + ' ' + @@SAY_DONE_BEFORE@@).Trim() }
        elseif ($Row.Knew -eq '-') { $reason = ($reason + ' ' + @@SAY_QUIET@@).Trim() }
    } elseif ($kind -eq 'done') {
        # The check's result limits what the answer can mean.
        $outcome = '@@NOTHING_WORD@@'
        $reason = @@SAY_ALL_THE_SAME@@
    } elseif ($kind -eq 'nothing') {
        $outcome, $reason = Get-NothingLeft $Row.Knew $underWay.Lost
    } elseif ($underWay.Lost) {
        $outcome = 'in_doubt'
        $reason += ' ' + @@SAY_IN_DOUBT@@
    } elseif ($kind -eq 'wait') {
        # The site rejected all of its calls (429).
        $outcome = 'not_tried'
    }
    if ($kind -eq 'stop' -or $kind -eq 'wait') { $script:halt = $reason }
    $status = if ($answer.Status) { [string]$answer.Status } else { '' }
    $attempts = $underWay.Attempts
    Write-Row $Row.Cells $outcome $status $reason $attempts (Get-Now)
    Show-Row $outcome $reason $Row.Cells
    $script:refusedNow = 403, 404 -contains $answer.Status
    $script:asWanted = 'found', 'unclear', 'nothing', 'done' -contains $kind
    $script:oddRows = if ('odd', 'unread' -contains $kind) { $oddRows + 1 } else { 0 }
    if ($oddRows -ge 3) { $script:halt = @@SAY_ODD_ROWS@@ }
    $outcome
}

# Reads back after an answer that proves nothing (odd), a refusal that leaves the row's state unknown (unclear), or
# a report that a person is already a member (claimed). Result: odd and claimed are sent again, found, unclear and
# nothing end as after the change, unread and no end unchanged.
function Get-Reading($Row, [string]$Kind, [string]$Reason) {
    $stands = 'unread'
    try { $stands = Get-Standing $Row } catch [Management.Automation.PipelineStoppedException] { throw } catch { $script:halt = $lastHopeless }
    $lead = "The site did not confirm the change: $Reason."
    if ($Kind -eq 'odd') {
        if ($stands -eq 'open') { return 'odd', $Reason }
        if ($stands -eq 'wanted') { return 'found', $lead }
        return 'unread', ($lead + ' ' + @@SAY_NOT_READ@@)
    }
    if ($Kind -eq 'claimed') {
        if ($stands -eq 'open') { return 'claimed', @@SAY_CLAIMED@@ }
        if ($stands -eq 'wanted') { return 'nothing', '' }
        return 'no', (@@SAY_CLAIM@@ + ' ' + @@SAY_NOT_READ@@)
    }
    if ($stands -eq 'open') { return 'no', ($Reason + ' ' + @@SAY_OPEN@@) }
    if ($stands -eq 'wanted') { return 'unclear', $Reason }
    'no', ($Reason + ' ' + @@SAY_NOT_READ@@)
}

# The outcome and the reason if the site answers that there is nothing to do.
function Get-NothingLeft([string]$Knew, [bool]$Lost) {
    if ($Knew -eq '=') { return '@@NOTHING_WORD@@', @@SAY_ABSENT@@ }
    if ($Lost -and $Knew -eq '-') { return 'in_doubt', @@SAY_BY_WHOM@@ }
    if ($Lost) { return '@@DONE_WORD@@', @@SAY_LOST@@ }
    if ($Knew -eq '+') { return '@@SINCE_WORD@@', @@SAY_SINCE@@ }
    '@@NOTHING_WORD@@', @@SAY_UNSEEN@@
}

function Show-Row([string]$Outcome, [string]$Reason, [string]$Cells) {
    $note = if ($Reason) { " ($Reason)" } else { '' }
    Write-Host ('{0} of {1} {2}{3}: {4}' -f $place, $todo.Count, $Outcome, $note, $Cells)
}

# Records a row that is not sent. A row in doubt stays in doubt.
function Skip-Row($Row, [string]$Outcome, [string]$Reason) {
    $script:undone += 1
    $tries = 0
    if ($Row.State -ceq 'doubt' -or $Row.Doubted) {
        $tries = $Row.Tries
        $Outcome = 'in_doubt'
        $Reason = "Still in doubt, because nothing more was sent. $Reason"
    }
    Write-Row $Row.Cells $Outcome '' $Reason $tries ''
    Show-Row $Outcome $Reason $Row.Cells
}

function Confirm-Going([string[]]$Lines, [string]$Question) {
    foreach ($line in $Lines) { Write-Host $line }
    (Read-Answer "$Question Type yes") -eq 'yes'
}

# Sends the rows from here on: all of them, or until one proves that the script works. False once no more rows are
# to be sent.
function Send-Rows([bool]$UntilProved) {
    $failed = 0
    $refused = 0
    while ($place -lt $todo.Count) {
        $row = $todo[$place]
        if ($row.Account -eq $own -and $own -ne $caller -and '@@METHOD@@' -eq 'DELETE') {
            Skip-Row $row 'kept' 'protected: your own account'
            continue
        }
        try { $held = @(Test-Row $row) } catch [Management.Automation.PipelineStoppedException] { throw } catch {
            throw "$($_.Exception.Message) -SkipNameCheck sends the rows without comparing names."
        }
        if ($held.Count) {
            Skip-Row $row $held[0] $held[1]
            if ($held[0] -eq 'kept' -and $others -eq 5 -and $place -lt $todo.Count) {
                $script:others += 1
                if (-not (Confirm-Going @(@@SAY_OTHERS@@) 'Continue with the rows whose names agree?')) { return $false }
            }
            continue
        }
        if ($row.State -cne 'doubt') { Write-Intent $row.Cells }
        $script:sent = $true
        $script:underWay = @{ Cells = $row.Cells; State = $row.State; Attempts = 0; Lost = ($row.State -ceq 'doubt' -or $row.Doubted); Waits = $false }
        $outcome = Send-Row $row
        if ('@@DONE_WORD@@', '@@NOTHING_WORD@@', '@@SINCE_WORD@@' -ccontains $outcome) {
            $failed = 0
            $refused = 0
            # A row that an earlier start left in doubt does not prove that the script works.
            if ($outcome -ceq '@@DONE_WORD@@' -and $row.State -cne 'doubt') { $script:proved = $true }
        } elseif ($asWanted) {
            # In doubt, but not a failure.
            $script:undone += 1
            $failed = 0
            $refused = 0
        } else {
            $script:undone += 1
            $failed += 1
            if ($refusedNow) { $refused += 1 }
            # Only a new row can end the run here: one that was sent before would end every start.
            $isNew = $row.State -ceq 'new' -and -not $row.Doubted
            if ($UntilProved -and $isNew) {
                if (-not $halt -and $place -lt $todo.Count) { $script:halt = 'The last row that was sent is not done. No other row is sent.' }
                return $false
            }
        }
        if ($halt) { return $false }
        if ($UntilProved -and $proved) { return $true }
        if (-not $asked -and $place -lt $todo.Count -and ($refused -ge 3 -or $failed -ge 10)) {
            if (-not (Confirm-Going @(@@SAY_FAILING@@) 'Continue with the other rows?')) { return $false }
            $script:asked = $true
        }
    }
    $true
}

