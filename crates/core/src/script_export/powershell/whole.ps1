# ---- the run ----

$exitStatus = 1
try {
    Lock-Folder
    Read-Plan
    Write-Host "@@TITLE@@ on $site"
    if ($todo.Count -and $todo.Count -ne @@ROWS@@) { Write-Host "$($todo.Count) left to do; the others are done, according to $results. If the changes were undone since then, press Ctrl-C, move the results file to another folder and start again." }
    if ($todo.Count -eq 0) {
        Write-Host "Nothing was sent: every row was done$(Get-DoneBy), according to $results. If the changes were undone since then, move the results file to another folder and start again."
        $exitStatus = 0
    } else {
@@ASK_EMAIL@@        $token = Read-Answer '@@TOKEN_NAME@@ (is not shown as you type)' -Hidden
        if (-not $token) { throw 'No token, so nothing was sent.' }
        $login = @@LOGIN@@
        $secrets = @($token, ($login -split ' ', 2)[1])
        $client = New-Client $login
        $own = ''
        if ($who) {
            try { $answer = Read-Site 'GET' ($base + $who) '' } catch [Management.Automation.PipelineStoppedException] { throw } catch { throw "$($_.Exception.Message) Nothing was sent." }
            if ($answer.Status -eq 403) { throw ((Get-Reason @@SAY_FORBIDDEN@@ $answer) + ' ' + @@SAY_ALLOWLIST@@ + ' Nothing was sent.') }
            if ($answer.Status -ne 200) { throw ((Get-Reason ('The site did not say who you are ({0})' -f $answer.Status) $answer) + ' Nothing was sent.') }
            try { $me = $answer.Text | ConvertFrom-Json } catch { $me = $null }
            $own = [string](Get-Field $me 'accountId')
            if (-not $own) { throw ($(if (Test-Page $answer) { @@SAY_PAGE@@ } else { @@SAY_UNREADABLE@@ }) + ' Nothing was sent.') }
            Write-Host ('Logged in as {0}' -f (Get-Plain ([string](Get-Field $me 'displayName'))))
        }
        if ((Read-Answer "To confirm, type the site's name, $site") -ne $site) { throw 'This is not the name of the site. Nothing was sent.' }
        New-Book
        $begun = $true
        Write-Host 'One row alone first:'
        # A row proves nothing if it is held back, was already as wanted, or failed and was sent before this start.
        # Then the next one is tried.
        $goesOn = Send-Rows $true
        if ($goesOn -and $proved -and $place -lt $todo.Count) {
            $goesOn = Confirm-Going @('Check it on the site now.') ('Continue with the other {0}?' -f ($todo.Count - $place))
            if ($goesOn) { [void](Send-Rows $false) }
        }
        if ($halt) { throw $halt }
        $exitStatus = if ($place -lt $todo.Count) { 3 } elseif ($undone) { 2 } else { 0 }
        if (-not $sent -and $exitStatus -eq 3) { $exitStatus = 1 }
    }
    $isInterrupted = $false
} catch {
    Write-Host ([string]$_.Exception.Message)
    $exitStatus = if ($sent) { 3 } else { 1 }
    $isInterrupted = $false
} finally {
    # Runs at every exit, also after Ctrl-C.
    $interrupted = $isInterrupted
    if ($begun) {
        try { Close-Book } catch { Write-Host ([string]$_.Exception.Message) }
    }
    if (Test-Path -LiteralPath "$results.new") { try { [IO.File]::Delete("$results.new") } catch { Write-Host ([string]$_.Exception.Message) } }
    if ($null -ne $lock) { $lock.Dispose() }
    if ($interrupted) { $host.SetShouldExit(130) }
}
exit $exitStatus
