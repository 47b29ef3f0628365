// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/wherecondition.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::sql {

namespace {

bool hasColumn(const QJsonValue &value)
{
    if (value.isArray()) {
        const QJsonArray array = value.toArray();
        return std::any_of(array.begin(), array.end(), hasColumn);
    }
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it.key() == "ColumnRef"_L1 || it.key() == "CurrentOfExpr"_L1 || hasColumn(it.value()))
            return true;
    }
    return false;
}

// Without the places in the text.
QJsonValue meaningOf(const QJsonValue &value)
{
    if (value.isArray()) {
        QJsonArray list;
        for (const QJsonValue item : value.toArray())
            list.append(meaningOf(item));
        return list;
    }
    if (!value.isObject())
        return value;
    const QJsonObject object = value.toObject();
    QJsonObject meaning;
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it.key() != "location"_L1)
            meaning.insert(it.key(), meaningOf(it.value()));
    }
    return meaning;
}

bool matchesAnything(const QJsonValue &pattern, bool like)
{
    const QJsonValue text = pattern["A_Const"_L1]["sval"_L1]["sval"_L1];
    if (!text.isString())
        return false;
    const QString value = text.toString();
    if (like)
        return !value.isEmpty() && std::ranges::all_of(value, [](QChar c) { return c == u'%'; });
    return value.isEmpty() || value == ".*"_L1 || value == "^"_L1 || value == "$"_L1 || value == "^.*$"_L1;
}

bool comparesWithItself(const QJsonValue &comparison)
{
    const QJsonValue left = meaningOf(comparison["lexpr"_L1]);
    const QJsonValue right = meaningOf(comparison["rexpr"_L1]);
    if (!left.isObject())
        return false;
    const QString kind = comparison["kind"_L1].toString();
    const QJsonArray list = right["List"_L1]["items"_L1].toArray();
    const auto isLeft = [&left](const QJsonValue &item) { return item == left; };
    if (kind == "AEXPR_IN"_L1)
        return std::any_of(list.begin(), list.end(), isLeft);
    if (kind == "AEXPR_BETWEEN"_L1)
        return std::all_of(list.begin(), list.end(), isLeft);
    if (kind == "AEXPR_LIKE"_L1 || kind == "AEXPR_ILIKE"_L1)
        return matchesAnything(right, true);
    const QString name = comparison["name"_L1].toArray().last()["String"_L1]["sval"_L1].toString();
    if (name == "~"_L1 || name == "~*"_L1)
        return matchesAnything(right, false);
    return left == right;
}

} // namespace

bool distinguishesRows(const QJsonValue &condition)
{
    if (const QJsonValue bools = condition["BoolExpr"_L1]; bools.isObject()) {
        const QJsonArray arms = bools["args"_L1].toArray();
        return bools["boolop"_L1] == "OR_EXPR"_L1 ? std::all_of(arms.begin(), arms.end(), distinguishesRows)
                                                  : std::any_of(arms.begin(), arms.end(), distinguishesRows);
    }
    if (const QJsonValue comparison = condition["A_Expr"_L1]; comparison.isObject() && comparesWithItself(comparison))
        return false;
    if (condition["NullTest"_L1]["nulltesttype"_L1] == "IS_NOT_NULL"_L1)
        return false;
    if (condition["BooleanTest"_L1]["booltesttype"_L1] == "IS_NOT_UNKNOWN"_L1)
        return false;
    return hasColumn(condition);
}

} // namespace howdah::sql
