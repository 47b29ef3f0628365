// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/objectname.h"

#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace howdah::sql {

QStringList stringsOf(const QJsonValue &list)
{
    QStringList parts;
    for (const QJsonValue item : list.toArray()) {
        if (const QJsonValue text = item["String"_L1]["sval"_L1]; text.isString())
            parts << text.toString();
        else if (const QStringList type = stringsOf(item["TypeName"_L1]["names"_L1]); !type.isEmpty())
            parts << type.last();
    }
    return parts;
}

QStringList objectNameParts(const QJsonValue &object)
{
    if (object["List"_L1].isObject())
        return stringsOf(object["List"_L1]["items"_L1]);
    if (object["ObjectWithArgs"_L1].isObject())
        return stringsOf(object["ObjectWithArgs"_L1]["objname"_L1]);
    if (object["TypeName"_L1].isObject())
        return stringsOf(object["TypeName"_L1]["names"_L1]);
    const QString name = object["String"_L1]["sval"_L1].toString();
    return name.isEmpty() ? QStringList() : QStringList{name};
}

QString objectWord(const QString &type)
{
    if (type == "OBJECT_MATVIEW"_L1)
        return u"materialized view"_s;
    if (type == "OBJECT_FDW"_L1)
        return u"foreign data wrapper"_s;
    QString word = type.startsWith("OBJECT_"_L1) ? type.sliced(7) : type;
    return word.toLower().replace(u'_', u' ');
}

QString typeText(const QJsonValue &typeName)
{
    QStringList names = stringsOf(typeName["names"_L1]);
    if (names.isEmpty())
        return {};
    if (names.size() > 1 && names.front() == "pg_catalog"_L1)
        names.removeFirst();
    QString text = names.join(u'.');
    QStringList modifiers;
    for (const QJsonValue modifier : typeName["typmods"_L1].toArray())
        modifiers << QString::number(modifier["A_Const"_L1]["ival"_L1]["ival"_L1].toInt());
    if (!modifiers.isEmpty())
        text += u'(' + modifiers.join(u',') + u')';
    if (!typeName["arrayBounds"_L1].toArray().isEmpty())
        text += u"[]"_s;
    return text;
}

} // namespace howdah::sql
