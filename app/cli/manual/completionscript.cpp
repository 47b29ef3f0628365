// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/manual/completionscript.h"

#include <map>

using namespace Qt::StringLiterals;

namespace howdah::cli {

namespace {

// What completes a value: "file", "folder", "profile", "words a b c", or "other", which nothing does.
QString kindOf(const CommandWord &word)
{
    if (!word.choices.isEmpty())
        return u"words "_s + word.choices.join(u' ');
    if (word.value == "FILE"_L1)
        return u"file"_s;
    if (word.value == "DIR"_L1 || word.value == "FOLDER"_L1)
        return u"folder"_s;
    return word.value == "URL"_L1 ? u"profile"_s : u"other"_s;
}

QString quoted(const QString &text)
{
    QString plain = text;
    return u'\'' + plain.replace(u'\'', "'\\''"_L1) + u'\'';
}

// In fish a backslash stays one in single quotes, but before a quote or another backslash.
QString quotedForFish(const QString &text)
{
    QString plain = text;
    return u'\'' + plain.replace(u'\\', "\\\\"_L1).replace(u'\'', "\\'"_L1) + u'\'';
}

struct Candidate
{
    QString word;
    QString description;
};

// The commands of a program by what is typed before them: "" the program, "migrate up".
struct Tables
{
    explicit Tables(const CommandTree &program)
        : name(program.name)
    {
        for (const CommandWord &word : program.words)
            addOption(everywhere, word);
        add(program, {});
    }

    void add(const CommandTree &command, const QString &path)
    {
        paths << path;
        for (const CommandTree &one : command.below) {
            commands[path].push_back({one.name, one.description});
            add(one, path.isEmpty() ? one.name : path + u' ' + one.name);
        }
        for (const CommandWord &word : command.words) {
            if (word.isByPlace) {
                if (!places.contains(path))
                    places[path] = kindOf(word);
            } else if (!path.isEmpty()) {
                addOption(options[path], word);
            }
            if (word.takesValue() && !word.isByPlace) {
                for (const QString &option : word.names)
                    values[path.isEmpty() ? option : path + u' ' + option] = kindOf(word);
            }
        }
    }
    static void addOption(std::vector<Candidate> &into, const CommandWord &word)
    {
        for (const QString &option : word.names)
            into.push_back({option, word.description});
    }

    QString name;
    QStringList paths;
    std::vector<Candidate> everywhere; // options that stand anywhere
    std::map<QString, std::vector<Candidate>> commands;
    std::map<QString, std::vector<Candidate>> options;
    std::map<QString, QString> places; // what completes a word that is no option
    std::map<QString, QString> values; // "migrate up --source"; "--unlock" anywhere
};

QString head(const Tables &tables, const QString &shell)
{
    return u"# Completes %1 in %2. Made by: %1 completion %2\n\n"_s.arg(tables.name, shell);
}

// ---- bash

QString wordsOf(const std::vector<Candidate> &candidates)
{
    QStringList words;
    for (const Candidate &one : candidates)
        words << one.word;
    return words.join(u' ');
}

// A function of the shell that prints what stands in a table under its first argument.
template <typename Value, typename Text>
QString lookup(const QString &name, const std::map<QString, Value> &table, const Text &textOf)
{
    QString script = name + u"() {\n    case $1 in\n"_s;
    for (const auto &[key, value] : table)
        script += u"    %1) echo %2 ;;\n"_s.arg(quoted(key), quoted(textOf(value)));
    return script + u"    esac\n}\n"_s;
}

QString sameText(const QString &text) { return text; }

// What bash and zsh both understand.
QString tablesForSh(const Tables &tables)
{
    const QString name = u'_' + tables.name;
    return lookup(name + u"_commands"_s, tables.commands, wordsOf)
         + lookup(name + u"_options"_s, tables.options, wordsOf) + lookup(name + u"_place"_s, tables.places, sameText)
         + lookup(name + u"_value"_s, tables.values, sameText)
         // Of an option of this command, else of one that stands anywhere.
         + uR"(%1_kind() {
    local kind
    kind=$(%1_value "$1 $2")
    [ -n "$kind" ] || kind=$(%1_value "$2")
    echo "$kind"
}
# The command that these words name; what it waits for, behind a tab.
%1_at() {
    local at='' kind='' word only=''
    for word in "$@"; do
        if [ -n "$kind" ]; then
            [ "$word" = '=' ] || kind=''
            continue
        fi
        [ -z "$only" ] || continue
        case $word in
        --) only=1 ;;
        -*=*) ;;
        -*) kind=$(%1_kind "$at" "$word") ;;
        *)
            case " $(%1_commands "$at") " in
            *" $word "*) at=${at:+$at }$word ;;
            esac
            ;;
        esac
    done
    printf '%s\t%s\n' "$at" "$kind"
}
)"_s.replace("%1"_L1, name);
}

QString forBash(const Tables &tables)
{
    return head(tables, u"bash"_s) + tablesForSh(tables)
         + uR"sh(%1() {
    local current=${COMP_WORDS[COMP_CWORD]} at kind
    IFS=$'\t' read -r at kind < <(%1_at "${COMP_WORDS[@]:1:COMP_CWORD-1}")
    # A tab at the start is a blank to read.
    case $(%1_at "${COMP_WORDS[@]:1:COMP_CWORD-1}") in $'\t'*) kind=$at at='' ;; esac
    [ "$current" != '=' ] || current=''
    COMPREPLY=()
    if [ -z "$kind" ]; then
        case $current in
        -*) kind="words $(%1_options "$at") %2" ;;
        *)
            kind=$(%1_place "$at")
            [ -z "$(%1_commands "$at")" ] || kind="words $(%1_commands "$at")"
            ;;
        esac
    fi
    case $kind in
    words\ *) mapfile -t COMPREPLY < <(compgen -W "${kind#words }" -- "$current") ;;
    profile) mapfile -t COMPREPLY < <(compgen -W "$(%3 completion profiles 2>/dev/null)" -- "$current") ;;
    file) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
    folder) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
    esac
}
complete -F %1 %3
)sh"_s.replace("%1"_L1, u'_' + tables.name)
               .replace("%2"_L1, wordsOf(tables.everywhere))
               .replace("%3"_L1, tables.name);
}

// ---- zsh

QString described(const std::vector<Candidate> &candidates)
{
    QStringList words;
    for (const Candidate &one : candidates) {
        QString description = one.description;
        words << quoted(one.word + u':' + description.replace(u'\\', "\\\\"_L1).replace(u':', "\\:"_L1));
    }
    return words.join(u' ');
}

QString describedByPath(const QString &array, const std::map<QString, std::vector<Candidate>> &table)
{
    QString script = u"    case $at in\n"_s;
    for (const auto &[key, candidates] : table)
        script += u"    %1) %2=(%3) ;;\n"_s.arg(quoted(key), array, described(candidates));
    return script + u"    esac\n"_s;
}

QString forZsh(const Tables &tables)
{
    return u"#compdef %1\n"_s.arg(tables.name) + head(tables, u"zsh"_s) + tablesForSh(tables)
         + uR"sh(%1() {
    local both at kind
    local -a found commands options everywhere
    both=$(%1_at "${(@)words[2,CURRENT-1]}")
    at=${both%%$'\t'*}
    kind=${both#*$'\t'}
    everywhere=(%2)
    if [[ -z $kind && $PREFIX == --*=* ]]; then
        kind=$(%1_kind "$at" "${PREFIX%%=*}")
        compset -P '*='
    fi
)sh"_s.replace("%1"_L1, u'_' + tables.name)
               .replace("%2"_L1, described(tables.everywhere))
         + describedByPath(u"commands"_s, tables.commands) + describedByPath(u"options"_s, tables.options)
         + uR"sh(    if [[ -z $kind ]]; then
        if [[ $PREFIX == -* ]]; then
            options+=($everywhere)
            _describe -o 'option' options
            return
        fi
        if (( $#commands )); then
            _describe 'command' commands
            return
        fi
        kind=$(%1_place "$at")
    fi
    case $kind in
    words\ *) compadd -- ${=kind#words } ;;
    profile) compadd -- ${(f)"$(%2 completion profiles 2>/dev/null)"} ;;
    file) _files ;;
    folder) _files -/ ;;
    esac
}
if [[ $funcstack[1] == %1 ]]; then
    %1 "$@"
else
    compdef %1 %2
fi
)sh"_s.replace("%1"_L1, u'_' + tables.name)
               .replace("%2"_L1, tables.name);
}

// ---- fish

QString fishOption(const Tables &tables, const QString &condition, const CommandWord &word)
{
    QString line = u"complete -c %1"_s.arg(tables.name);
    if (!condition.isEmpty())
        line += u" -n "_s + quotedForFish(condition);
    for (const QString &name : word.names)
        line += name.startsWith("--"_L1) ? u" -l "_s + name.sliced(2) : u" -s "_s + name.sliced(1);
    line += u" -d "_s + quotedForFish(word.description);
    if (!word.takesValue())
        return line + u'\n';
    const QString kind = kindOf(word);
    if (kind == "file"_L1)
        line += u" -r -F"_s;
    else if (kind == "folder"_L1)
        line += u" -x -a '(__fish_complete_directories)'"_s;
    else if (kind == "profile"_L1)
        line += u" -x -a '(%1 completion profiles 2>/dev/null)'"_s.arg(tables.name);
    else if (kind.startsWith("words "_L1))
        line += u" -x -a "_s + quotedForFish(kind.sliced(6));
    else
        line += u" -x"_s;
    return line + u'\n';
}

QString fishCommand(const Tables &tables, const CommandTree &command, const QString &path)
{
    QString script;
    const QString condition = u"__%1_at %2"_s.arg(tables.name, quotedForFish(path));
    for (const CommandTree &one : command.below)
        script += u"complete -c %1 -n %2 -a %3 -d %4\n"_s.arg(
            tables.name, quotedForFish(condition), one.name, quotedForFish(one.description));
    for (const CommandWord &word : command.words) {
        if (!word.isByPlace)
            script += fishOption(tables, path.isEmpty() ? QString() : condition, word);
        else if (kindOf(word) == "file"_L1)
            script += u"complete -c %1 -n %2 -F\n"_s.arg(tables.name, quotedForFish(condition));
        else if (kindOf(word) == "folder"_L1)
            script += u"complete -c %1 -n %2 -a '(__fish_complete_directories)'\n"_s.arg(
                tables.name, quotedForFish(condition));
        else if (!word.choices.isEmpty())
            script += u"complete -c %1 -n %2 -a %3\n"_s.arg(
                tables.name, quotedForFish(condition), quotedForFish(word.choices.join(u' ')));
        else if (kindOf(word) == "profile"_L1)
            script += u"complete -c %1 -n %2 -a '(%1 completion profiles 2>/dev/null)'\n"_s.arg(
                tables.name, quotedForFish(condition));
    }
    for (const CommandTree &one : command.below)
        script += fishCommand(tables, one, path.isEmpty() ? one.name : path + u' ' + one.name);
    return script;
}

template <typename Table>
QString fishKeys(const Table &table)
{
    QStringList keys;
    for (const auto &[key, value] : table)
        keys << quotedForFish(key);
    return keys.join(u' ');
}

QString forFish(const Tables &tables, const CommandTree &program)
{
    QStringList deep = tables.paths;
    deep.removeAll(QString());
    for (QString &path : deep)
        path = quotedForFish(path);
    // Asked for each line of the script: found once for what is typed.
    const QString functions = uR"(# The command that is typed is this one.
function __%1_at
    set -l line (commandline -opc)
    if not set -q __%1_line; or test "$line" != "$__%1_line"
        set -l at ''
        set -l isValue 0
        for word in $line[2..-1]
            if test $isValue = 1
                set isValue 0
            else if string match -q -- '-*' $word
                if contains -- (string trim -- "$at $word") %2
                    set isValue 1
                else if contains -- $word %2
                    set isValue 1
                end
            else if contains -- (string trim -- "$at $word") %3
                set at (string trim -- "$at $word")
            end
        end
        set -g __%1_line "$line"
        set -g __%1_path "$at"
    end
    test "$__%1_path" = "$argv[1]"
end

complete -c %1 -f
)"_s;
    return head(tables, u"fish"_s)
         + QString(functions)
               .replace("%1"_L1, tables.name)
               .replace("%2"_L1, fishKeys(tables.values))
               .replace("%3"_L1, deep.join(u' '))
         + fishCommand(tables, program, {});
}

} // namespace

std::optional<QByteArray> completionScript(const CommandTree &program, const QString &shell)
{
    const Tables tables(program);
    if (shell == "bash"_L1)
        return forBash(tables).toUtf8();
    if (shell == "zsh"_L1)
        return forZsh(tables).toUtf8();
    if (shell == "fish"_L1)
        return forFish(tables, program).toUtf8();
    return std::nullopt;
}

} // namespace howdah::cli
