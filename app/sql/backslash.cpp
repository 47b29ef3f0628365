// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/backslash.h"

#include "sql/statementshape.h"
#include "sql/tr.h"

#include <algorithm>
#include <initializer_list>

namespace howdah::sql {

namespace {

bool isBlank(char c) { return classOf(c) == CharClass::Space; }

QByteArrayView backslashName(QByteArrayView line)
{
    qsizetype end = 1;
    while (end < line.size() && !isBlank(line[end]) && line[end] != '\\')
        ++end;
    return line.sliced(1, end - 1);
}

// The one command that psql knows in capitals as well.
bool isCopy(QByteArrayView name) { return isKeyword(name, "copy"); }

bool takesWholeLine(QByteArrayView name)
{
    static constexpr std::array<QByteArrayView, 8> Names{"h", "help", "ef", "ev", "sf", "sf+", "sv", "sv+"};
    return name.startsWith('!') || isCopy(name) || std::ranges::find(Names, name) != Names.end();
}

bool isOneOf(QByteArrayView name, std::initializer_list<QByteArrayView> list)
{
    return std::ranges::find(list, name) != list.end();
}

struct Refusal
{
    QString reason;
    QString hint;
};

// By what the command would do in psql; one that we do not know is refused like the rest.
Refusal refusalOf(QByteArrayView name)
{
    if (isOneOf(name, {"c", "connect"}))
        return {
            tr("It would leave the database that the migration is for."),
            tr("Remove it, and put what is for another database in a source of its own.")};
    if (isOneOf(name, {"i", "ir", "include", "include_relative"}))
        return {tr("It would run another file."), tr("Put the SQL of that file here.")};
    if (name.startsWith('!') || isOneOf(name, {"e", "edit", "ef", "ev", "setenv", "getenv", "cd"}))
        return {tr("It would run a program, or change the process, on this machine."), tr("Remove it.")};
    if (isCopy(name))
        return {
            tr("It would read or write a file on this machine."),
            tr("Write COPY ... FROM stdin with the data below it.")};
    if (isOneOf(name, {"g", "gx", "gset", "gexec", "gdesc", "watch", "crosstabview", "bind", "parse", "sendpipeline"}))
        return {tr("It would send the statement the way psql does."), tr("End the statement with a semicolon.")};
    if (isOneOf(name, {"set", "unset", "prompt"}))
        return {tr("psql variables have no value here."), tr("Write the value itself.")};
    if (isOneOf(name, {"if", "elif", "else", "endif"}))
        return {tr("psql conditions are not evaluated here."), tr("Use a DO block, or write two migrations.")};
    if (isOneOf(name, {";", ":"}))
        return {tr("It would combine statements into one message."), tr("Use a plain semicolon.")};
    if (isOneOf(name, {"o",      "out",  "w", "write", "r", "reset", "p", "print", "echo", "qecho",    "warn",
                       "timing", "pset", "a", "t",     "x", "H",     "f", "q",     "quit", "conninfo", "encoding"}))
        return {tr("It only affects psql's own output or session."), tr("Remove it.")};
    return {tr("Only psql has this command."), tr("Write it as SQL, or remove it.")};
}

} // namespace

BackslashJudgement judgeBackslash(QByteArrayView command, bool insideStatement)
{
    // \; \: and \\ are commands of one character, whatever follows them.
    const bool single = command.size() >= 2 && (command[1] == ';' || command[1] == ':' || command[1] == '\\');
    const QByteArrayView name = single ? command.sliced(1, 1) : backslashName(command);
    BackslashJudgement judgement;
    judgement.command = '\\' + name.toByteArray();
    if (isOneOf(name, {"restrict", "unrestrict"})) {
        judgement.skip = !insideStatement;
        judgement.reason = insideStatement ? tr("It is inside a statement.")
                                           : tr("pg_dump writes it to protect psql; here no psql command runs at all.");
        if (insideStatement)
            judgement.hint = tr("Put it on a line of its own, or remove it.");
        return judgement;
    }
    const Refusal refusal = refusalOf(name);
    judgement.reason = refusal.reason;
    judgement.hint = refusal.hint;
    return judgement;
}

qsizetype backslashCommandSize(QByteArrayView line)
{
    if (line.size() >= 2 && (line[1] == ';' || line[1] == ':' || line[1] == '\\'))
        return 2;
    const QByteArrayView name = backslashName(line);
    if (takesWholeLine(name))
        return line.size();
    char quote = 0;
    bool first = true; // no argument has begun yet
    for (qsizetype i = 1 + name.size(); i < line.size(); ++i) {
        const char c = line[i];
        if (quote != 0) {
            if (c == '\\' && quote == '\'')
                ++i;
            else if (c == quote)
                quote = 0;
        } else if (c == '\\') {
            return i + 1 < line.size() && line[i + 1] == '\\' ? i + 2 : i;
        } else if (c == '|' && first) {
            return line.size();
        } else if (c == '\'' || c == '"' || c == '`') {
            quote = c;
        }
        first &= isBlank(c);
    }
    return line.size();
}

bool joinsStatements(QByteArrayView backslashCommand) { return backslashCommand.startsWith("\\;"); }

bool sendsStatement(QByteArrayView backslashCommand) { return isOneOf(backslashName(backslashCommand), {"g", "gx"}); }

bool readsCopyData(QByteArrayView backslashCommand)
{
    if (!isCopy(backslashName(backslashCommand)))
        return false;
    Lexer lexer;
    lexer.setInput(backslashCommand.sliced(1), 0, true);
    StatementShape shape;
    for (Token token = lexer.next(); token.type != TokenType::End && token.type != TokenType::Backslash;
         token = lexer.next())
        shape.add(token);
    return shape.readsCopyData();
}

} // namespace howdah::sql
