// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/script/metacommand.h"

#include "base/propagate.h"
#include "query/script/metawords.h"
#include "query/tr.h"
#include "sql/lexer.h"

#include <algorithm>
#include <initializer_list>

using namespace Qt::StringLiterals;

namespace howdah::query {

namespace {

using sql::Token;
using sql::TokenType;

bool isOneOf(QByteArrayView name, std::initializer_list<QByteArrayView> list)
{
    return std::ranges::find(list, name) != list.end();
}

std::unexpected<Error> refused(QByteArrayView name, const QString &reason, const QString &hint)
{
    return fail(
        ErrorKind::Usage, tr("\\%1 is a command of psql: %2").arg(QString::fromUtf8(name.toByteArray()), reason), hint);
}

QByteArray nameOf(QByteArrayView line)
{
    if (line.size() >= 2 && (line[1] == ';' || line[1] == ':' || line[1] == '\\' || line[1] == '!'))
        return line.sliced(1, 1).toByteArray();
    qsizetype end = 1;
    while (end < line.size() && sql::classOf(line[end]) != sql::CharClass::Space && line[end] != '\\')
        ++end;
    return line.sliced(1, end - 1).toByteArray();
}

// ---- what psql alone does

std::unexpected<Error> refusal(QByteArrayView name)
{
    if (isOneOf(name, {"c", "connect"}))
        return refused(
            name, tr("it would leave this database."),
            tr("Run what is for another database there: in a tab of its own, or with --database."));
    if (name.startsWith('d') || isOneOf(name, {"l", "l+", "list", "z", "sf", "sf+", "sv", "sv+", "dp", "h", "help"}))
        return refused(
            name, tr("it would ask the catalog in psql's own words."),
            tr("Look it up in Browse, whose tree and structure show the same, or ask information_schema or "
               "pg_catalog."));
    if (name == "!"
        || isOneOf(name, {"e", "edit", "ef", "ev", "setenv", "getenv", "cd", "w", "write", "s", "o", "out"}))
        return refused(
            name, tr("it would run a program, or write a file, of this machine."),
            tr("Export the rows instead (--format csv, or COPY ... TO STDOUT)."));
    if (isOneOf(name, {"prompt", "password"}))
        return refused(
            name, tr("it would ask on a terminal."),
            tr("Give the value as a parameter (:name with --param name=value), or use ALTER ROLE ... PASSWORD."));
    if (isOneOf(name, {"if", "elif", "else", "endif"}))
        return refused(name, tr("conditions of psql are not evaluated here."), tr("Use a DO block, or two scripts."));
    if (isOneOf(name, {";", ":"}))
        return refused(
            name, tr("it would send several statements as one message."),
            tr("Write a semicolon, with BEGIN and COMMIT around what belongs together."));
    if (name == "gexec")
        return refused(
            name, tr("it would run what an answer says."),
            tr("Run the statement, read what it answers, and run that; or use EXECUTE in a DO block."));
    if (name == "watch")
        return refused(name, tr("it would repeat the statement."), tr("Run it again when you want to."));
    if (isOneOf(
            name, {"crosstabview", "bind", "parse", "sendpipeline", "bind_named", "close_prepared", "startpipeline"}))
        return refused(name, tr("only psql has it."), tr("End the statement with a semicolon; use $1 for parameters."));
    if (isOneOf(name, {"r", "reset", "p", "print"}))
        return refused(name, tr("it is about psql's buffer, which is not here."), tr("Remove it."));
    if (isOneOf(name, {"lo_import", "lo_export", "lo_list", "lo_unlink"}))
        return refused(name, tr("only psql has it."), tr("Use lo_get(), lo_put() and lo_unlink()."));
    return refused(name, tr("only psql has it, or nobody."), tr("Write it as SQL, or remove it."));
}

// ---- \copy

// Cuts `\copy ...` where its file stands: COPY [table | (query)] {FROM | TO} file [options].
class CopyReader final
{
public:
    explicit CopyReader(QByteArrayView text)
        : m_text(text)
    {
        m_lexer.setInput(text, 0, true);
    }

    Result<MetaCommand::CopyData> read(const ParameterValues &values)
    {
        Token token = next();
        int depth = 0;
        for (; token.type != TokenType::End; token = next()) {
            if (token.symbol == '(')
                ++depth;
            else if (token.symbol == ')')
                --depth;
            else if (
                depth == 0 && token.type == TokenType::Word
                && (sql::isKeyword(token.text, "from") || sql::isKeyword(token.text, "to")))
                break;
        }
        if (token.type == TokenType::End)
            return fail(wrong());
        MetaCommand::CopyData copy{.toServer = sql::isKeyword(token.text, "from")};
        const QByteArrayView before = m_text.first(qsizetype(token.begin));
        // Names and queries may have variables in them, as psql does not read them.
        ASSIGN_OR_RETURN(const QByteArrayView rest, readEnd(copy, qsizetype(token.end), values));
        copy.sql = u"COPY "_s + QString::fromUtf8(before.trimmed())
                 + (copy.toServer ? u" FROM STDIN "_s : u" TO STDOUT "_s) + QString::fromUtf8(rest.trimmed());
        copy.sql = copy.sql.trimmed();
        return copy;
    }

private:
    Token next()
    {
        Token token = m_lexer.next();
        while (token.type == TokenType::Backslash) {
            m_lexer.skip(1);
            token = m_lexer.next();
        }
        return token;
    }

    static Error wrong()
    {
        return makeError(
            ErrorKind::Usage, tr("\\copy needs FROM or TO, and a file"),
            tr("As in \\copy table from 'file.csv' with (format csv)."));
    }

    // What the data come from, and the options behind it.
    Result<QByteArrayView> readEnd(MetaCommand::CopyData &copy, qsizetype from, const ParameterValues &)
    {
        using End = MetaCommand::CopyData::End;
        while (from < m_text.size() && sql::classOf(m_text[from]) == sql::CharClass::Space)
            ++from;
        if (from >= m_text.size())
            return fail(wrong());
        qsizetype end = from;
        if (m_text[from] == '\'') {
            for (++end; end < m_text.size(); ++end) {
                if (m_text[end] != '\'')
                    continue;
                if (end + 1 >= m_text.size() || m_text[end + 1] != '\'')
                    break;
                ++end;
            }
            if (end >= m_text.size())
                return fail(wrong());
            ++end;
            copy.file = QString::fromUtf8(m_text.sliced(from + 1, end - from - 2)).replace(u"''"_s, u"'"_s);
            return m_text.sliced(end);
        }
        while (end < m_text.size() && sql::classOf(m_text[end]) != sql::CharClass::Space && m_text[end] != ';')
            ++end;
        const QByteArrayView word = m_text.sliced(from, end - from);
        const QByteArrayView rest = m_text.sliced(end);
        if (sql::isKeyword(word, "program"))
            return fail(
                ErrorKind::Usage, tr("\\copy would run a program of this machine"),
                tr("Run the program itself, and let \\copy read or write a file."));
        if (sql::isKeyword(word, copy.toServer ? QByteArrayView("stdin") : QByteArrayView("stdout"))) {
            copy.end = copy.toServer ? End::ScriptData : End::StandardOutput;
            return rest;
        }
        if (sql::isKeyword(word, copy.toServer ? QByteArrayView("pstdin") : QByteArrayView("pstdout"))) {
            if (copy.toServer)
                return fail(
                    ErrorKind::Usage, tr("\\copy would read the standard input of psql"),
                    tr("Name a file, or put the data below it: \\copy ... from stdin."));
            copy.end = End::StandardOutput;
            return rest;
        }
        copy.file = QString::fromUtf8(word);
        return rest;
    }

    QByteArrayView m_text;
    sql::Lexer m_lexer;
};

// ---- those that are done here

std::optional<bool> onOff(const QString &word)
{
    const QString lower = word.toLower();
    if (lower == "on"_L1 || lower == "true"_L1 || lower == "yes"_L1 || lower == "1"_L1)
        return true;
    if (lower == "off"_L1 || lower == "false"_L1 || lower == "no"_L1 || lower == "0"_L1)
        return false;
    return {};
}

Result<MetaCommand> withSwitch(QByteArrayView name, MetaCommand::Kind kind, const QStringList &words)
{
    MetaCommand command{.kind = kind};
    if (words.isEmpty() || (kind == MetaCommand::Kind::Expanded && words.front() == "auto"_L1))
        return command;
    command.on = onOff(words.front());
    if (!command.on)
        return refused(name, tr("\"%1\" is neither on nor off.").arg(words.front()), {});
    return command;
}

Result<MetaCommand> including(QByteArrayView name, MetaCommand::Kind kind, const QStringList &words)
{
    if (words.size() != 1)
        return refused(name, tr("it takes the name of one file."), {});
    QString file = words.front();
    if (file.size() >= 2 && file.startsWith(u'"') && file.endsWith(u'"'))
        file = file.sliced(1, file.size() - 2);
    return MetaCommand{.kind = kind, .text = file};
}

Result<MetaCommand> setting(QByteArrayView name, const QStringList &words)
{
    if (words.isEmpty())
        return MetaCommand{.kind = MetaCommand::Kind::Set};
    for (const char c : words.front().toUtf8()) {
        if (!sql::isTagChar(c))
            return refused(name, tr("\"%1\" is not the name of a variable.").arg(words.front()), {});
    }
    return MetaCommand{.kind = MetaCommand::Kind::Set, .name = words.front(), .text = words.sliced(1).join(QString())};
}

Result<MetaCommand> echo(QByteArrayView name, QStringList words)
{
    const bool endsLine = words.isEmpty() || words.front() != "-n"_L1;
    if (!endsLine)
        words.removeFirst();
    const auto kind = name == "warn" ? MetaCommand::Kind::Warn : MetaCommand::Kind::Echo;
    return MetaCommand{.kind = kind, .text = words.join(u' ') + (endsLine ? u"\n"_s : QString())};
}

Result<MetaCommand> sending(QByteArrayView name, const QStringList &words)
{
    using Kind = MetaCommand::Kind;
    if (name == "gset")
        return MetaCommand{.kind = Kind::Gset, .name = words.value(0)};
    if (name == "gdesc")
        return MetaCommand{.kind = Kind::Describe};
    if (!words.isEmpty() && !words.front().startsWith(u'('))
        return refused(
            name, tr("it would write the answer to a file or a program."),
            tr("Export the rows instead (--format csv, or COPY ... TO STDOUT)."));
    return MetaCommand{.kind = name == "gx" ? Kind::SendExpanded : Kind::Send};
}

Result<MetaCommand> alone(QByteArrayView name, const QStringList &words)
{
    using Kind = MetaCommand::Kind;
    if (isOneOf(name, {"echo", "qecho", "warn"}))
        return echo(name, words);
    if (name == "set")
        return setting(name, words);
    if (name == "unset")
        return words.size() == 1 ? Result<MetaCommand>(MetaCommand{.kind = Kind::Unset, .name = words.front()})
                                 : refused(name, tr("it takes the name of one variable."), {});
    if (name == "timing")
        return withSwitch(name, Kind::Timing, words);
    if (name == "x")
        return withSwitch(name, Kind::Expanded, words);
    if (isOneOf(name, {"i", "include"}))
        return including(name, Kind::Include, words);
    if (isOneOf(name, {"ir", "include_relative"}))
        return including(name, Kind::IncludeRelative, words);
    if (isOneOf(name, {"q", "quit"}))
        return MetaCommand{.kind = Kind::Quit};
    if (isOneOf(name, {"restrict", "unrestrict", "\\"}))
        return MetaCommand{.kind = Kind::Nothing};
    if (name == "encoding" && (words.isEmpty() || isOneOf(words.front().toLower().toUtf8(), {"utf8", "utf-8"})))
        return MetaCommand{.kind = Kind::Nothing};
    if (name == "encoding")
        return refused(name, tr("what is sent is always UTF-8."), tr("Save the script as UTF-8, and remove it."));
    if (isOneOf(name, {"pset", "a", "t", "H", "f", "C", "T", "conninfo", "errverbose", "copyright", "?"}))
        return MetaCommand{
            .kind = Kind::Remark,
            .text =
                tr("\\%1 only changes what psql prints, and was ignored").arg(QString::fromUtf8(name.toByteArray()))};
    return refusal(name);
}

} // namespace

Result<MetaCommand> readMetaCommand(QByteArrayView line, bool insideStatement, const ParameterValues &values)
{
    const QByteArray name = nameOf(line);
    QByteArrayView rest = line.sliced(qMin(line.size(), name.size() + 1));
    if (sql::isKeyword(name, "copy")) {
        if (insideStatement)
            return refused(name, tr("it stands inside a statement."), tr("End the statement before it."));
        while (!rest.isEmpty() && (rest.back() == ';' || sql::classOf(rest.back()) == sql::CharClass::Space))
            rest.chop(1);
        ASSIGN_OR_RETURN(MetaCommand::CopyData copy, CopyReader(rest).read(values));
        return MetaCommand{.kind = MetaCommand::Kind::Copy, .copy = std::move(copy)};
    }
    const bool sends = isOneOf(name, {"g", "gx", "gset", "gdesc"});
    if (!sends && isOneOf(name, {"d"}))
        return refusal(name);
    if (sends && !insideStatement)
        return refused(
            name, tr("there is no statement before it that it could send."), tr("Put it behind one, without ;"));
    // What is refused anyway is not read: its words may be anything.
    if (const Result<MetaCommand> known = alone(name, {});
        !sends && !known && !isOneOf(name, {"i", "ir", "include", "include_relative", "unset"}))
        return known;
    if (rest.endsWith("\\\\"))
        rest.chop(2); // the separator of commands
    ASSIGN_OR_RETURN(const QStringList words, metaWords(rest, values));
    if (sends)
        return sending(name, words);
    const Result<MetaCommand> command = alone(name, words);
    if (command && insideStatement)
        return refused(name, tr("it stands inside a statement."), tr("Put it before or behind the statement."));
    return command;
}

} // namespace howdah::query
