# Groupsweep @@VERSION@@: @@TITLE@@ on @@SITE@@ without Groupsweep.
# Needs Windows PowerShell 5.1 or PowerShell 7, nothing else. In a PowerShell window, in the folder of this file:
#   powershell -ExecutionPolicy Bypass -File .\@@FILE@@.ps1              five calls a second
#   powershell -ExecutionPolicy Bypass -File .\@@FILE@@.ps1 -Rate 2      two; 50 is the most
#   -SkipNameCheck after that sends rows without comparing the names in the plan with those on the site.
# It asks for the login and keeps it in memory. The outcome of each row is written at once to
#   @@RESULTS@@   in the folder where you start it.
# Ctrl-C stops it. Start it again to continue with the rows that are not done. Drop the results file on
# Groupsweep's Import for the report, Verify and Undo.
# Exit status: 0 every row is done; 1 nothing was sent; 2 some rows are not done; 3 stopped before the last row.
param([ValidateRange(1, 50)][int]$Rate = 5, [switch]$SkipNameCheck)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

$site = '@@SITE@@'
$base = '@@BASE@@'
$path = '@@PATH@@'
$body = '@@BODY@@'
$who = '@@WHO@@'
$caller = '@@CALLER@@'
$headings = '@@HEADINGS@@'

# The plan: group id, account id, email or -, the check's result, the row's cells. Results: + there was something
# to change, = there was nothing, - not checked. If an earlier run left the row in doubt and may have changed it: ~
# not checked, ^ there was nothing to change.
$plan = @'
@@PLAN@@'@

if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
    Write-Host 'This machine limits what PowerShell scripts may do (constrained language mode). Nothing was sent. Use another export.'
    exit 1
}
Add-Type -AssemblyName System.Net.Http
# Old systems start with protocols that the site refuses. A value of 0 means that the system chooses, and is kept.
if ([int][Net.ServicePointManager]::SecurityProtocol -ne 0) {
    [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
}
$folder = (Get-Location).ProviderPath
$results = Join-Path $folder '@@RESULTS@@'
$utf8 = New-Object Text.UTF8Encoding($true)
$todo = New-Object 'Collections.Generic.List[object]'
$kept = New-Object 'Collections.Generic.List[string]'
$settled = New-Object 'Collections.Generic.List[string]'
$tally = New-Object 'Collections.Generic.SortedDictionary[string,int]'
$lastDone = ''
$doubts = 0
$place = 0
$underWay = $null
$unwritten = $null
$book = $null
$mark = 0
$lock = $null
$begun = $false
$sent = $false
$isInterrupted = $true
$halt = ''
$undone = 0
$tookMs = 1000
# What must not get from an answer into the results: the token, and the login as it is sent.
$secrets = @()

# If the input is a file or a pipe, it answers the questions; else the keyboard does.
function Read-Answer([string]$Question, [switch]$Hidden) {
    if ([Console]::IsInputRedirected) {
        Write-Host "${Question}: " -NoNewline
        $line = [Console]::In.ReadLine()
        Write-Host ''
        if ($null -eq $line) { throw 'No answer, so nothing more is sent.' }
        return $line.Trim()
    }
    if (-not $Hidden) { return ([string](Read-Host $Question)).Trim() }
    $secret = Read-Host $Question -AsSecureString
    (New-Object Net.NetworkCredential('', $secret)).Password.Trim()
}

# One copy at a time: this script holds a file that no other program can open while it runs.
function Lock-Folder {
    $name = Join-Path $folder '@@FILE@@.lock'
    try {
        $script:lock = New-Object IO.FileStream($name, [IO.FileMode]::OpenOrCreate, [IO.FileAccess]::ReadWrite, [IO.FileShare]::None, 1, [IO.FileOptions]::DeleteOnClose)
    } catch {
        $cause = $_.Exception.GetBaseException()
        if ($cause -is [UnauthorizedAccessException] -and -not (Test-Path -LiteralPath $name)) { throw "This folder cannot be written: $folder. Start this script in a folder where you can write. Nothing was sent." }
        throw "Another copy of this script is running in this folder. Wait for it or stop it. If none is, delete $name. Nothing was sent."
    }
}

