// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/engine/picoschema.h"

#include "base/propagate.h"
#include "prompt/tr.h"

#include <QJsonArray>
#include <QSet>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

namespace {

// "number, how many" is a type and its description.
std::pair<QString, QString> typeAndDescription(const QString &text)
{
    const qsizetype comma = text.indexOf(u',');
    if (comma < 0)
        return {text, {}};
    QString description = text.mid(comma + 1);
    while (description.startsWith(u' '))
        description.remove(0, 1);
    return {text.left(comma), description};
}

class PicoschemaReader final
{
public:
    explicit PicoschemaReader(const QJsonObject &named)
        : m_named(named)
    {
    }

    Result<QJsonObject> whole(const QJsonValue &schema)
    {
        if (schema.isString())
            return scalar(schema.toString(), true);
        QJsonObject object = schema.toObject();
        // What looks like JSON Schema is taken for it, as Dotprompt does.
        static const QSet<QString> types = scalarTypes() + QSet<QString>{u"object"_s, u"array"_s};
        if (const QJsonValue type = object["type"_L1]; type.isString() && types.contains(type.toString()))
            return object;
        if (object["properties"_L1].isObject()) {
            QJsonObject typed = object;
            typed.insert(u"type"_s, u"object"_s);
            return typed;
        }
        return pico(schema);
    }

private:
    static const QSet<QString> &scalarTypes()
    {
        static const QSet<QString> types{u"any"_s, u"boolean"_s, u"integer"_s, u"null"_s, u"number"_s, u"string"_s};
        return types;
    }

    // At the top "any" stays a type.
    Result<QJsonObject> scalar(const QString &text, bool top) const
    {
        const auto [type, description] = typeAndDescription(text);
        QJsonObject made;
        if (scalarTypes().contains(type)) {
            if (top || type != "any"_L1)
                made.insert(u"type"_s, type);
        } else if (m_named.contains(type)) {
            made = m_named[type].toObject();
        } else {
            return fail(ErrorKind::Invalid, tr("The schema names the type %1, which is not known here").arg(type));
        }
        if (!description.isEmpty())
            made.insert(u"description"_s, description);
        return made;
    }

    Result<QJsonObject> pico(const QJsonValue &schema)
    {
        if (schema.isString())
            return scalar(schema.toString(), false);
        if (!schema.isObject())
            return fail(
                ErrorKind::Invalid, tr("A schema consists of types and objects of them, not of %1")
                                        .arg(schema.toVariant().toString().left(40)));
        QJsonObject made{{u"type"_s, u"object"_s}, {u"additionalProperties"_s, false}};
        QJsonObject properties;
        QJsonArray required;
        const QJsonObject object = schema.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (it.key() == "(*)"_L1) {
                ASSIGN_OR_RETURN(const QJsonObject others, pico(*it));
                made.insert(u"additionalProperties"_s, others);
                continue;
            }
            QString name = it.key().section(u'(', 0, 0);
            const bool optional = name.endsWith(u'?');
            if (optional)
                name.chop(1);
            else
                required.append(name);
            ASSIGN_OR_RETURN(const QJsonObject property, member(it.key(), *it, optional));
            properties.insert(name, property);
        }
        made.insert(u"properties"_s, properties);
        if (!required.isEmpty())
            made.insert(u"required"_s, required);
        return made;
    }

    // What is optional may be null, too.
    static void allowNull(QJsonObject &property)
    {
        if (const QJsonValue type = property.value("type"_L1); type.isString())
            property.insert(u"type"_s, QJsonArray{type, u"null"_s});
    }

    Result<QJsonObject> member(const QString &key, const QJsonValue &value, bool optional)
    {
        const QString inBrackets = key.section(u'(', 1);
        if (inBrackets.isEmpty()) {
            ASSIGN_OR_RETURN(QJsonObject property, pico(value));
            if (optional)
                allowNull(property);
            return property;
        }
        const auto [type, description] = typeAndDescription(inBrackets.chopped(1));
        QJsonObject property;
        if (type == "enum"_L1) {
            QJsonArray values = value.toArray();
            if (optional && !values.contains(QJsonValue()))
                values.append(QJsonValue());
            property.insert(u"enum"_s, values);
        } else if (type == "array"_L1 || type == "object"_L1) {
            ASSIGN_OR_RETURN(const QJsonObject inner, pico(value));
            if (type == "array"_L1)
                property = {{u"type"_s, type}, {u"items"_s, inner}};
            else
                property = inner;
            if (optional)
                allowNull(property);
        } else {
            return fail(ErrorKind::Invalid, tr("In the schema, %1 is neither array nor object nor enum").arg(type));
        }
        if (!description.isEmpty())
            property.insert(u"description"_s, description);
        return property;
    }

    const QJsonObject &m_named;
};

} // namespace

Result<QJsonValue> jsonSchemaOf(const QJsonValue &schema, const QJsonObject &named)
{
    if (schema.isUndefined() || schema.isNull())
        return QJsonValue(QJsonValue::Undefined);
    ASSIGN_OR_RETURN(const QJsonObject made, PicoschemaReader(named).whole(schema));
    return QJsonValue(made);
}

} // namespace howdah::prompt
