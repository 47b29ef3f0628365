// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/condition.h"

#include "base/textposition.h"
#include "sql/lexer.h"
#include "sql/parser.h"
#include "sql/tr.h"

#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::sql {

namespace {

constexpr QByteArrayView SelectPrefix = "SELECT\n";
constexpr QByteArrayView WherePrefix = "SELECT 1 WHERE (";

ConditionProblem fromFailure(const ParseFailure &failure, QStringView text, QByteArrayView prefix)
{
    if (failure.reason == ParseFailure::Reason::TooLarge)
        return {tr("The condition is too long or too deeply nested"), 0};
    const qsizetype character = failure.character - prefix.size();
    return {failure.message, failure.character > 0 ? offsetOfCharacter(text, std::max<qsizetype>(character, 1)) : 0};
}

// Locations in the tree are bytes of the UTF-8 that was parsed.
qsizetype offsetOfByte(const QByteArray &utf8, qsizetype byte)
{
    return QString::fromUtf8(utf8.first(std::clamp<qsizetype>(byte, 0, utf8.size()))).size();
}

// The first location below `value`, or -1.
qsizetype firstLocation(const QJsonValue &value)
{
    qsizetype first = -1;
    const auto take = [&first](qsizetype found) {
        if (found >= 0 && (first < 0 || found < first))
            first = found;
    };
    if (value.isArray()) {
        for (const QJsonValue item : value.toArray())
            take(firstLocation(item));
        return first;
    }
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it)
        take(it.key() == "location"_L1 ? it.value().toInteger() : firstLocation(it.value()));
    return first;
}

// Where a parameter ($1) stands, or -1: it would take the place of one of the page's own.
qsizetype findParameter(const QJsonValue &value)
{
    if (value.isArray()) {
        for (const QJsonValue item : value.toArray()) {
            if (const qsizetype found = findParameter(item); found >= 0)
                return found;
        }
        return -1;
    }
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        const qsizetype found = it.key() == "ParamRef"_L1 ? it.value().toObject().value("location"_L1).toInteger()
                                                          : findParameter(it.value());
        if (found >= 0)
            return found;
    }
    return -1;
}

bool isStar(const QJsonObject &target)
{
    const QJsonArray fields = target["val"_L1]["ColumnRef"_L1]["fields"_L1].toArray();
    return !fields.isEmpty() && fields.last().toObject().contains("A_Star"_L1);
}

struct Finding
{
    QString message;
    qsizetype byte = -1; // in what was parsed; -1 unknown
};

// Nothing may stand beside the expression: what is not named here is refused.
std::optional<Finding> checkClauses(const QJsonObject &select)
{
    for (auto it = select.begin(); it != select.end(); ++it) {
        const QString key = it.key();
        if (key == "targetList"_L1 || key == "limitOption"_L1)
            continue;
        if (key == "op"_L1 && it.value() == "SETOP_NONE"_L1)
            continue;
        return Finding{tr("Only a condition is allowed here, no other part of a query"), firstLocation(it.value())};
    }
    return {};
}

std::optional<Finding> checkSelect(const QJsonArray &statements)
{
    if (statements.size() != 1) {
        const qsizetype second = statements.size() > 1 ? statements[1]["stmt_location"_L1].toInteger() : -1;
        return Finding{tr("Only one condition is allowed here"), second};
    }
    const QJsonValue statement = statements[0]["stmt"_L1]["SelectStmt"_L1];
    if (!statement.isObject())
        return Finding{tr("This is not a condition"), -1};
    const QJsonObject select = statement.toObject();
    if (auto finding = checkClauses(select))
        return finding;
    const QJsonArray targets = select["targetList"_L1].toArray();
    if (targets.isEmpty())
        return Finding{tr("There is no condition here, only a comment"), -1};
    if (targets.size() > 1)
        return Finding{tr("Only one condition is allowed here; combine them with AND"), firstLocation(targets[1])};
    const QJsonObject target = targets[0]["ResTarget"_L1].toObject();
    if (target.contains("name"_L1))
        return Finding{tr("A condition cannot be followed by a name: \"%1\"").arg(target["name"_L1].toString()), -1};
    if (isStar(target))
        return Finding{tr("* is not a condition"), target["location"_L1].toInteger()};
    if (const qsizetype parameter = findParameter(target); parameter >= 0)
        return Finding{tr("Parameters such as $1 cannot be used here"), parameter};
    return {};
}

// The first place from which on a server with standard_conforming_strings off reads other tokens, or -1: there a
// backslash keeps the quote behind it from ending a string, so that what was judged as text would run.
qsizetype readOtherwise(const QByteArray &utf8)
{
    Lexer on;
    Lexer off;
    off.setStandardStrings(false);
    on.setInput(utf8, 0, true);
    off.setInput(utf8, 0, true);
    while (true) {
        const Token one = on.next();
        const Token other = off.next();
        if (one.type != other.type || one.begin != other.begin || one.end != other.end)
            return qsizetype(other.type == TokenType::End ? one.begin : std::min(one.begin, other.begin));
        if (one.type == TokenType::End)
            return on.open() == off.open() ? -1 : utf8.size();
        if (one.type == TokenType::Backslash) {
            on.skip(1);
            off.skip(1);
        }
    }
}

} // namespace

std::optional<ConditionProblem> checkCondition(QStringView text)
{
    if (text.trimmed().isEmpty())
        return {};
    if (const qsizetype nul = text.indexOf(QChar(u'\0')); nul >= 0)
        return ConditionProblem{tr("SQL cannot contain a NUL character"), nul};

    const QByteArray utf8 = text.toUtf8();
    const auto alone = parseTree(SelectPrefix.toByteArray() + utf8 + '\n');
    if (!alone)
        return fromFailure(alone.error(), text, SelectPrefix);
    if (const auto finding = checkSelect(*alone)) {
        const qsizetype byte = finding->byte < 0 ? 0 : finding->byte - SelectPrefix.size();
        return ConditionProblem{finding->message, offsetOfByte(utf8, byte)};
    }

    if (const qsizetype byte = readOtherwise(utf8); byte >= 0)
        return ConditionProblem{
            tr("A backslash before a quote is ambiguous: begin the string with E and double the backslash"),
            offsetOfByte(utf8, byte)};

    // Balanced it is. What is still wrong in its place is a comment that swallows the parenthesis, or a word that only
    // a select list takes (ALL).
    const auto placed = parseTree(WherePrefix.toByteArray() + utf8 + ')');
    if (placed)
        return {};
    ConditionProblem problem = fromFailure(placed.error(), text, WherePrefix);
    if (placed.error().reason == ParseFailure::Reason::Syntax && problem.offset >= text.size())
        problem.message = tr("The condition must not end in a comment or a semicolon");
    return problem;
}

static void gatherColumns(const QJsonValue &value, QStringList &into)
{
    if (value.isArray()) {
        for (const QJsonValue item : value.toArray())
            gatherColumns(item, into);
        return;
    }
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it.key() == "NullTest"_L1 && it.value()["arg"_L1].toObject().contains("ColumnRef"_L1))
            continue;
        if (it.key() != "ColumnRef"_L1) {
            gatherColumns(it.value(), into);
            continue;
        }
        const QJsonArray fields = it.value()["fields"_L1].toArray();
        into
            << (!fields.isEmpty() && fields.last().toObject().contains("A_Star"_L1)
                    ? u"*"_s
                    : nameParts(fields).value(fields.size() - 1));
    }
}

QStringList columnsNamed(QStringView text)
{
    QStringList names;
    if (const auto tree = parseTree(SelectPrefix.toByteArray() + text.toUtf8() + '\n'))
        gatherColumns(*tree, names);
    return names;
}

} // namespace howdah::sql
