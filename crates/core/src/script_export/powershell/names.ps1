# ---- comparing the plan's names with the site's ----

# Accented letters: the base letter, and after a bar the letter that may follow it (an umlaut is also written as
# two letters).
$letters = New-Object 'Collections.Generic.Dictionary[string,string]'
foreach ($line in @'
@@LETTERS@@
'@ -split '\r?\n') {
    $plainLetter, $marked = $line -split ' ', 2
    foreach ($letter in $marked.ToCharArray()) { $letters[[string]$letter] = $plainLetter }
}
$people = New-Object 'Collections.Generic.Dictionary[string,object]'
$groups = New-Object 'Collections.Generic.Dictionary[string,object]'
$unlike = 0
$others = 0

# Whether this is a combining accent, which is written after its letter.
function Test-Mark([int]$Code) {
    ($Code -ge 0x300 -and $Code -le 0x36F) -or ($Code -ge 0x1AB0 -and $Code -le 0x1AFF) -or ($Code -ge 0x1DC0 -and $Code -le 0x1DFF) -or ($Code -ge 0x20D0 -and $Code -le 0x20FF) -or ($Code -ge 0xFE20 -and $Code -le 0xFE2F)
}

# The normalized words of a name: lower case, without accents and invisible characters, split at punctuation.
function Get-Words([string]$Text, [bool]$Doubled) {
    $out = New-Object Text.StringBuilder
    $low = $Text.ToLowerInvariant()
    for ($at = 0; $at -lt $low.Length; $at += 1) {
        $letter = $low[$at]
        $code = [int]$letter
        $last = if ($out.Length) { $out[$out.Length - 1] } else { ' ' }
        if ($code -eq 0xAD -or ($code -ge 0x200B -and $code -le 0x200F) -or ($code -ge 0x202A -and $code -le 0x202E) -or ($code -ge 0x2060 -and $code -le 0x206F) -or ($code -ge 0xFE00 -and $code -le 0xFE0F) -or 0x61C, 0x180E, 0xFEFF -contains $code) { continue }
        if ($code -eq 0x308 -and 'aou'.IndexOf($last) -ge 0) { if ($Doubled) { [void]$out.Append('e') }; continue }
        if ($code -eq 0x30A -and 'a'.IndexOf($last) -ge 0) { if ($Doubled) { [void]$out.Append('a') }; continue }
        if (Test-Mark $code) { continue }
        if (0x27, 0x60, 0xB4, 0x2BC, 0x2018, 0x2019 -contains $code) { continue }
        $known = ''
        if ($letters.TryGetValue([string]$letter, [ref]$known)) {
            $parts = $known.Split('|')
            [void]$out.Append($parts[0])
            if ($Doubled -and $parts.Length -gt 1) { [void]$out.Append($parts[1]) }
        } elseif ($at + 1 -lt $low.Length -and [char]::IsSurrogatePair($letter, $low[$at + 1])) {
            # A letter of two code units, or an emoji, which separates words like punctuation.
            if ([char]::IsLetterOrDigit($low, $at)) { [void]$out.Append($letter).Append($low[$at + 1]) } else { [void]$out.Append(' ') }
            $at += 1
        } elseif ([char]::IsLetterOrDigit($letter)) {
            [void]$out.Append($letter)
        } else {
            [void]$out.Append(' ')
        }
    }
    , @($out.ToString().Split([char[]]@(' '), [StringSplitOptions]::RemoveEmptyEntries))
}

# Only a letter of an alphabet with capitals is an initial. A digit does not abbreviate a number.
function Test-Initial([string]$Word) { $Word.Length -le 2 -and [char]::IsLower($Word, 0) -and ($Word.Length -eq 1 -or [char]::IsSurrogatePair($Word, 0)) }

function Test-Abbreviation([string]$Short, [string]$Long) { (Test-Initial $Short) -and $Long.StartsWith($Short, [StringComparison]::Ordinal) }

# 1 same words, 2 same as far as both go, 3 similar, 4 different, 5 nothing to compare.
function Compare-Words([string[]]$One, [string[]]$Other) {
    $short, $long = $One, $Other
    if ($One.Length -gt $Other.Length) { $short, $long = $Other, $One }
    if ($short.Length -eq 0) { return 5 }
    $free = New-Object 'Collections.Generic.List[string]'
    $free.AddRange($long)
    $exact = 0; $full = 0; $initials = 0
    $left = @()
    foreach ($word in $short) {
        if ($free.Remove($word)) { $exact += 1; if (-not (Test-Initial $word)) { $full += 1 } } else { $left += $word }
    }
    foreach ($word in $left) {
        for ($at = 0; $at -lt $free.Count; $at += 1) {
            if ((Test-Abbreviation $word $free[$at]) -or (Test-Abbreviation $free[$at] $word)) { $free.RemoveAt($at); $initials += 1; break }
        }
    }
    if (($exact -eq $short.Length -and $short.Length -eq $long.Length) -or (-join $short).Equals(-join $long)) { return 1 }
    if ($exact + $initials -eq $short.Length -and $short.Length -gt 1 -and $full -gt 0) { return 2 }
    if ($short.Length -eq 1 -and $long.Length -gt 1 -and $short[0].Length -gt 2) {
        $first = $long[0]; $last = $long[$long.Length - 1]
        foreach ($login in ($first.Substring(0, 1) + $last), ($first + $last.Substring(0, 1)), ($last + $first.Substring(0, 1)), ($last + $first)) {
            if ($short[0].Equals($login)) { return 3 }
        }
    }
    if ($full -gt 1 -or ($short.Length -eq 1 -and $full -gt 0)) { 3 } else { 4 }
}

# The visible characters of a text.
function Get-Shown([string]$Text) { $Text -replace '[\s\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]', '' }

# Punctuation alone is not a name.
function Test-Named([string]$Text) { (Get-Shown $Text) -match '[^!-/:-@\[-`{-~\u2013\u2014\u2026]' }

# The best match counts. A name of symbols only matches only itself.
function Compare-Names([string]$One, [string]$Other) {
    $best = 5
    foreach ($a in $false, $true) {
        foreach ($b in $false, $true) { $best = [Math]::Min($best, (Compare-Words (Get-Words $One $a) (Get-Words $Other $b))) }
    }
    if ($best -lt 5 -or -not (Test-Named $One) -or -not (Test-Named $Other)) { return $best }
    if ((Get-Shown $One).Equals((Get-Shown $Other))) { 1 } else { 4 }
}

# 1 same address, 2 another domain, 3 another address, 4 nothing to compare.
function Compare-Addresses([string]$One, [string]$Other) {
    $One = $One.Trim().ToLowerInvariant()
    $Other = $Other.Trim().ToLowerInvariant()
    if ($One -notmatch '.@.' -or $Other -notmatch '.@.') { return 4 }
    if ($One.Equals($Other)) { return 1 }
    if ($One.Substring(0, $One.LastIndexOf('@')).Equals($Other.Substring(0, $Other.LastIndexOf('@')))) { return 2 }
    3
}

# For one side with only an address and the other with only a name.
function Compare-LocalPart([string]$File, [string]$Site, [string]$FileMail, [string]$SiteMail) {
    if ((Test-Named $File) -eq (Test-Named $Site)) { return 5 }
    $mail, $name = $FileMail, $Site
    if (Test-Named $File) { $mail, $name = $SiteMail, $File }
    if ($mail -notmatch '.@.') { return 5 }
    $mail = $mail.Substring(0, $mail.LastIndexOf('@')) -replace '\d', ''
    $here = Compare-Names $mail $name
    if ($here -le 3) { return 1 }
    if ($here -eq 4 -and (Get-Words $mail $false).Length -gt 1) { 4 } else { 5 }
}

# Compares two descriptions of a person: same, other, or unlike if one side has nothing to compare.
function Compare-Person([string]$File, [string]$Site, [string]$FileMail, [string]$SiteMail) {
    if ('former user', 'unknown user', 'deleted user', 'anonymous' -ccontains ((Get-Words $Site $false) -join ' ')) { $Site = '' }
    if (-not ((Test-Named $File) -or $FileMail.Trim()) -or -not ((Test-Named $Site) -or $SiteMail.Trim())) { return 'unlike' }
    $mails = Compare-Addresses $FileMail $SiteMail
    $names = Compare-Names $File $Site
    if ($names -eq 5 -and $mails -eq 4) { $names = Compare-LocalPart $File $Site $FileMail $SiteMail }
    if ($mails -eq 1 -or ($mails -ne 3 -and $names -le 2)) { return 'same' }
    if ($mails -eq 4 -and $names -eq 5) { 'unlike' } else { 'other' }
}

# Groups are the same if their words and the symbols between them match. Spaces count only between two words.
function Compare-Group([string]$File, [string]$Site) {
    if (-not $File.Trim() -or -not $Site.Trim()) { return 'unlike' }
    $unseen = '[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]'
    $one, $other = @($File, $Site | ForEach-Object {
            $form = [regex]::Replace(($_ -creplace $unseen, ''), '(?:(?!\u02bc)[\p{L}\p{N}\p{M}])+', { param($word) (Get-Words $word.Value $false) -join '' })
            $form -creplace '\s+', ' ' -creplace '(?<![\p{L}\p{N}\p{M}]) | (?![\p{L}\p{N}\p{M}])', ''
        })
    if ($one.Equals($other)) { 'same' } else { 'other' }
}

# Reads the names of a row's account or group and of the next ones in the list, in one call.
function Read-Names([string]$Column, $Cache, [string]$Method, [string]$NamesPath, [string]$NamesBody, [string]$Item, [string]$Comma, [int]$Most, [string]$Keys) {
    $idKey, $nameKeys, $mailKey = $Keys -split ' '
    $asked = New-Object 'Collections.Generic.List[string]'
    for ($at = $place; $at -lt [Math]::Min($place + 500, $todo.Count) -and $asked.Count -lt $Most; $at += 1) {
        $id = $todo[$at].$Column
        if (-not $Cache.ContainsKey($id) -and -not $asked.Contains($id)) { $asked.Add($id) }
    }
    $ids = @($asked | ForEach-Object { $Item.Replace('{id}', $(if ($Method -ceq 'GET') { [Uri]::EscapeDataString($_) } else { $_ })) }) -join $Comma
    $answer = Read-Site $Method ($base + $NamesPath.Replace('{ids}', $ids)) $NamesBody.Replace('{ids}', $ids)
    $found = New-Object 'Collections.Generic.Dictionary[string,object]'
    if ($answer.Status -eq 200) {
        try { $json = $answer.Text | ConvertFrom-Json } catch { $json = $null }
        if ($json -isnot [Management.Automation.PSCustomObject]) { throw 'The answer to the request for names could not be read.' }
        $entries = @($json)
        foreach ($list in 'values', 'results', 'data') { if ($null -ne (Get-Field $json $list)) { $entries = @(Get-Field $json $list) } }
        foreach ($entry in $entries) {
            $id = [string](Get-Field $entry $idKey)
            if (-not $id) { continue }
            $name = [string](@($nameKeys.Split('|') | ForEach-Object { Get-Field $entry $_ } | Where-Object { $_ }) | Select-Object -First 1)
            $mail = if ($mailKey) { [string](Get-Field $entry $mailKey) } else { '' }
            $found[$id.ToLowerInvariant()] = @{ Name = (Get-Plain $name); Email = (Get-Plain $mail) }
        }
    } elseif ($answer.Status -ne 404 -or $Most -ne 1) {
        throw (Get-Reason ('The site did not answer the request for names ({0})' -f $answer.Status) $answer)
    }
    # An id that the answer lacks is unknown to the site.
    foreach ($id in $asked) { $Cache[$id] = if ($found.ContainsKey($id.ToLowerInvariant())) { $found[$id.ToLowerInvariant()] } else { $null } }
}

# Compares a row's names with the site's. Returns the outcome and the reason if the row is held back, else nothing.
function Test-Row($Row) {
    if ($SkipNameCheck -or -not '@@PEOPLE_PATH@@') { return }
    $cells = @("g,n,u,p", $Row.Cells | ConvertFrom-Csv)[0]
    # An apostrophe before a name keeps a spreadsheet from reading it as a formula.
    $guard = "^'(?=[-=+@\uff1d\uff0b\uff0d\uff20])"
    $groupName = $cells.n -replace $guard, ''
    $userName = $cells.p -replace $guard, ''
    # A file without names has ids in their place.
    if ($userName -ceq $Row.Account) { $userName = '' }
    if ($groupName -ceq $Row.Group) { $groupName = '' }
    $open = [char]0x201c
    $shut = [char]0x201d
    if (-not $groups.ContainsKey($Row.Group)) { Read-Names 'Group' $groups '@@GROUPS_METHOD@@' '@@GROUPS_PATH@@' '@@GROUPS_BODY@@' '@@GROUPS_ITEM@@' '@@GROUPS_COMMA@@' @@GROUPS_MOST@@ '@@GROUPS_KEYS@@' }
    $group = $groups[$Row.Group]
    if ($null -eq $group) { return 'failed', 'The site does not know this group, so nothing was sent.' }
    $verdict = Compare-Group $groupName $group.Name
    if ($verdict -eq 'other') { return 'kept', "The plan calls this group $open$groupName$shut, the site calls it $open$($group.Name)$shut. It is another group, or it was renamed. Nothing was sent." }
    if (-not $people.ContainsKey($Row.Account)) { Read-Names 'Account' $people '@@PEOPLE_METHOD@@' '@@PEOPLE_PATH@@' '@@PEOPLE_BODY@@' '@@PEOPLE_ITEM@@' '@@PEOPLE_COMMA@@' @@PEOPLE_MOST@@ '@@PEOPLE_KEYS@@' }
    $person = $people[$Row.Account]
    if ($null -eq $person) { return 'failed', 'The site does not know this user, so nothing was sent.' }
    $one = Compare-Person $userName $person.Name $Row.Email $person.Email
    if ($one -eq 'other') {
        $script:others += 1
        $mail = if ($Row.Email) { " ($($Row.Email))" } else { '' }
        $siteMail = if ($person.Email) { " ($($person.Email))" } else { '' }
        return 'kept', "The plan calls this account $open$userName$shut$mail, the site calls it $open$($person.Name)$shut$siteMail. Nothing was sent."
    }
    if ($one -eq 'unlike' -or $verdict -eq 'unlike') { $script:unlike += 1 }
}

