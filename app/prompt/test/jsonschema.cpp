// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/test/jsonschema.h"

#include "base/propagate.h"
#include "prompt/test/boundedpattern.h"
#include "prompt/tr.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

namespace {

constexpr int MostDepth = 200;
constexpr qint64 MostSteps = 1'000'000;

// What holds a schema by itself, a list of them, or schemas by names.
const QSet<QString> &schemaKeywords()
{
    static const QSet<QString> all{
        u"additionalProperties"_s,
        u"propertyNames"_s,
        u"additionalItems"_s,
        u"contains"_s,
        u"not"_s,
        u"if"_s,
        u"then"_s,
        u"else"_s};
    return all;
}
const QSet<QString> &listKeywords()
{
    static const QSet<QString> all{u"allOf"_s, u"anyOf"_s, u"oneOf"_s, u"prefixItems"_s};
    return all;
}
const QSet<QString> &mapKeywords()
{
    static const QSet<QString> all{u"properties"_s, u"patternProperties"_s, u"$defs"_s, u"definitions"_s};
    return all;
}
const QSet<QString> &countKeywords()
{
    static const QSet<QString> all{u"minProperties"_s, u"maxProperties"_s, u"minContains"_s, u"maxContains"_s,
                                   u"minItems"_s,      u"maxItems"_s,      u"minLength"_s,   u"maxLength"_s};
    return all;
}
const QSet<QString> &numberKeywords()
{
    static const QSet<QString> all{
        u"minimum"_s, u"maximum"_s, u"exclusiveMinimum"_s, u"exclusiveMaximum"_s, u"multipleOf"_s};
    return all;
}
const QSet<QString> &explainingKeywords()
{
    static const QSet<QString> all{u"$schema"_s,   u"$id"_s,         u"$comment"_s,        u"title"_s,
                                   u"default"_s,   u"description"_s, u"examples"_s,        u"format"_s,
                                   u"readOnly"_s,  u"writeOnly"_s,   u"contentEncoding"_s, u"contentMediaType"_s,
                                   u"deprecated"_s};
    return all;
}

bool isWhole(const QJsonValue &value)
{
    return value.isDouble() && std::isfinite(value.toDouble()) && std::floor(value.toDouble()) == value.toDouble();
}

QString typeName(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Null:
        return u"null"_s;
    case QJsonValue::Bool:
        return u"boolean"_s;
    case QJsonValue::Double:
        return isWhole(value) ? u"integer"_s : u"number"_s;
    case QJsonValue::String:
        return u"string"_s;
    case QJsonValue::Array:
        return u"array"_s;
    case QJsonValue::Object:
        return u"object"_s;
    case QJsonValue::Undefined:
        break;
    }
    return {};
}

QString escapedKey(QString key) { return key.replace(u'~', "~0"_L1).replace(u'/', "~1"_L1); }

// The schema that "#/$defs/one" means; undefined for none.
QJsonValue referred(const QJsonValue &root, const QString &reference)
{
    if (!reference.startsWith(u'#'))
        return QJsonValue::Undefined;
    QJsonValue at = root;
    const QStringList steps = reference.mid(1).split(u'/');
    if (!steps[0].isEmpty())
        return QJsonValue::Undefined;
    for (qsizetype i = 1; i < steps.size(); ++i) {
        QString key = QString::fromUtf8(QByteArray::fromPercentEncoding(steps[i].toUtf8()));
        key.replace("~1"_L1, "/"_L1).replace("~0"_L1, "~"_L1);
        bool isNumber = false;
        const qsizetype index = key.toLongLong(&isNumber);
        at = at.isArray() ? isNumber ? at.toArray().at(index) : QJsonValue(QJsonValue::Undefined)
                          : at.toObject().value(key);
    }
    return at;
}

// Looks at every schema within a schema.
class SchemaReader final
{
public:
    explicit SchemaReader(const QJsonValue &root)
        : m_root(root)
    {
    }

    Result<void> read(const QJsonValue &schema, const QString &place, int depth = 0)
    {
        if (schema.isBool())
            return {};
        if (!schema.isObject())
            return wrong(place, tr("a schema is an object, true or false"));
        if (depth > MostDepth)
            return wrong(place, tr("it is nested too deeply"));
        const QJsonObject object = schema.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            RETURN_IF_ERROR(readKeyword(it.key(), it.value(), place + u'/' + escapedKey(it.key()), depth));
        return {};
    }

private:
    static Result<void> wrong(const QString &place, const QString &what)
    {
        return fail(ErrorKind::Invalid, tr("The JSON Schema at %1: %2").arg(place.isEmpty() ? u"/"_s : place, what));
    }

    Result<void> readKeyword(const QString &key, const QJsonValue &value, const QString &place, int depth)
    {
        if (schemaKeywords().contains(key))
            return read(value, place, depth + 1);
        if (listKeywords().contains(key))
            return readList(value, place, depth);
        if (mapKeywords().contains(key))
            return readMap(key, value, place, depth);
        if (key == "items"_L1) // a list of them until draft 2019-09
            return value.isArray() ? readList(value, place, depth) : read(value, place, depth + 1);
        if (countKeywords().contains(key))
            return isWhole(value) && value.toDouble() >= 0
                     ? Result<void>()
                     : wrong(place, tr("a whole number of 0 or more is expected"));
        if (numberKeywords().contains(key)) {
            const bool isFit = value.isDouble() && (key != "multipleOf"_L1 || value.toDouble() > 0);
            return isFit ? Result<void>() : wrong(place, tr("a number is expected"));
        }
        if (key == "type"_L1)
            return readTypes(value, place);
        if (key == "enum"_L1)
            return value.isArray() ? Result<void>() : wrong(place, tr("a list is expected"));
        if (key == "required"_L1)
            return areTexts(value) ? Result<void>() : wrong(place, tr("a list of names is expected"));
        if (key == "uniqueItems"_L1)
            return value.isBool() ? Result<void>() : wrong(place, tr("true or false is expected"));
        if (key == "dependentRequired"_L1)
            return readDependents(value, place);
        if (key == "pattern"_L1)
            return readPattern(value, place);
        if (key == "$ref"_L1)
            return referred(m_root, value.toString()).isUndefined()
                     ? wrong(place, tr("%1 is not in this schema").arg(value.toString()))
                     : Result<void>();
        if (key == "const"_L1 || explainingKeywords().contains(key))
            return {};
        return wrong(place, tr("the keyword %1 is not supported").arg(key));
    }

    static bool areTexts(const QJsonValue &value)
    {
        const QJsonArray list = value.toArray();
        return value.isArray()
            && std::all_of(list.begin(), list.end(), [](const QJsonValue &one) { return one.isString(); });
    }

    Result<void> readList(const QJsonValue &value, const QString &place, int depth)
    {
        if (!value.isArray())
            return wrong(place, tr("a list is expected"));
        const QJsonArray list = value.toArray();
        for (qsizetype i = 0; i < list.size(); ++i)
            RETURN_IF_ERROR(read(list.at(i), place + u'/' + QString::number(i), depth + 1));
        return {};
    }

    Result<void> readMap(const QString &key, const QJsonValue &value, const QString &place, int depth)
    {
        if (!value.isObject())
            return wrong(place, tr("an object is expected"));
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (key == "patternProperties"_L1)
                RETURN_IF_ERROR(readPattern(it.key(), place));
            RETURN_IF_ERROR(read(it.value(), place + u'/' + escapedKey(it.key()), depth + 1));
        }
        return {};
    }

    static Result<void> readTypes(const QJsonValue &value, const QString &place)
    {
        static const QSet<QString> known{u"null"_s,   u"boolean"_s, u"integer"_s, u"number"_s,
                                         u"string"_s, u"array"_s,   u"object"_s};
        const QJsonArray list = value.isArray() ? value.toArray() : QJsonArray{value};
        for (const auto one : list)
            if (!known.contains(one.toString()))
                return wrong(place, tr("%1 is not a type").arg(one.toVariant().toString()));
        return {};
    }

    static Result<void> readDependents(const QJsonValue &value, const QString &place)
    {
        const QJsonObject object = value.toObject();
        for (const auto one : object)
            if (!areTexts(one))
                return wrong(place, tr("a list of names is expected"));
        return value.isObject() ? Result<void>() : wrong(place, tr("an object is expected"));
    }

    static Result<void> readPattern(const QJsonValue &value, const QString &place)
    {
        if (!value.isString())
            return wrong(place, tr("a regular expression is expected"));
        const Result<BoundedPattern> pattern = BoundedPattern::from(value.toString());
        return pattern ? Result<void>() : wrong(place, pattern.error().message);
    }

    QJsonValue m_root;
};

// Holds a value to a schema; stops at the first thing that is wrong.
class SchemaChecker final
{
public:
    explicit SchemaChecker(const QJsonValue &root)
        : m_root(root)
    {
    }

    // Empty: it is right.
    QString check(const QJsonValue &schema, const QJsonValue &value, const QString &place, int depth)
    {
        if (++m_steps > MostSteps || depth > MostDepth)
            m_failure = makeError(ErrorKind::Timeout, tr("The JSON Schema takes too long on this answer"));
        if (m_failure)
            return u"?"_s;
        if (schema.isBool())
            return schema.toBool() ? QString() : at(place, tr("nothing is allowed here"));
        const QJsonObject object = schema.toObject();
        QString problem = checkValue(object, value, place);
        if (problem.isEmpty() && value.isDouble())
            problem = checkNumber(object, value.toDouble(), place);
        if (problem.isEmpty() && value.isString())
            problem = checkText(object, value.toString(), place);
        if (problem.isEmpty() && value.isArray())
            problem = checkArray(object, value.toArray(), place, depth);
        if (problem.isEmpty() && value.isObject())
            problem = checkObject(object, value.toObject(), place, depth);
        if (problem.isEmpty())
            problem = checkOthers(object, value, place, depth);
        return problem;
    }

    std::optional<Error> failure() const { return m_failure; }

private:
    static QString at(const QString &place, const QString &what)
    {
        return (place.isEmpty() ? u"/"_s : place) + u": "_s + what;
    }

    static QString checkValue(const QJsonObject &schema, const QJsonValue &value, const QString &place)
    {
        if (const QJsonValue type = schema[u"type"_s]; !type.isUndefined()) {
            const QJsonArray allowed = type.isArray() ? type.toArray() : QJsonArray{type};
            const QString own = typeName(value);
            const bool isAllowed = std::any_of(allowed.begin(), allowed.end(), [&own](const QJsonValue &one) {
                return one.toString() == own || (one.toString() == "number"_L1 && own == "integer"_L1);
            });
            if (!isAllowed) {
                QStringList names;
                for (const auto one : allowed)
                    names << one.toString();
                return at(place, tr("it is of the type %1, not %2").arg(own, names.join(u", "_s)));
            }
        }
        if (schema.contains("const"_L1) && schema["const"_L1] != value)
            return at(place, tr("it is not the value of \"const\""));
        const QJsonArray values = schema["enum"_L1].toArray();
        if (schema.contains("enum"_L1) && !values.contains(value))
            return at(place, tr("it is none of the values of \"enum\""));
        return {};
    }

    static QString checkNumber(const QJsonObject &schema, double value, const QString &place)
    {
        const auto bound = [&schema](QLatin1StringView key) { return schema[key].toDouble(); };
        const QString shown = QString::number(value, 'g', 15);
        if (schema.contains("minimum"_L1) && !(value >= bound("minimum"_L1)))
            return at(place, tr("%1 is less than the minimum").arg(shown));
        if (schema.contains("maximum"_L1) && !(value <= bound("maximum"_L1)))
            return at(place, tr("%1 is more than the maximum").arg(shown));
        if (schema.contains("exclusiveMinimum"_L1) && !(value > bound("exclusiveMinimum"_L1)))
            return at(place, tr("%1 is not more than the exclusive minimum").arg(shown));
        if (schema.contains("exclusiveMaximum"_L1) && !(value < bound("exclusiveMaximum"_L1)))
            return at(place, tr("%1 is not less than the exclusive maximum").arg(shown));
        if (schema.contains("multipleOf"_L1)) {
            // 0.3 is a multiple of 0.1 although their quotient as doubles is not whole.
            const double quotient = value / bound("multipleOf"_L1);
            if (!std::isfinite(quotient)
                || std::abs(quotient - std::round(quotient)) > 1e-9 * std::max(1.0, std::abs(quotient)))
                return at(place, tr("%1 is not a multiple of %2").arg(shown).arg(bound("multipleOf"_L1)));
        }
        return {};
    }

    QString checkText(const QJsonObject &schema, const QString &value, const QString &place)
    {
        const qsizetype length = value.toUcs4().size(); // code points, as the specification has it
        if (schema.contains("minLength"_L1) && double(length) < schema["minLength"_L1].toDouble())
            return at(place, tr("it has %1 characters, which is too few").arg(length));
        if (schema.contains("maxLength"_L1) && double(length) > schema["maxLength"_L1].toDouble())
            return at(place, tr("it has %1 characters, which is too many").arg(length));
        if (schema.contains("pattern"_L1) && !isFound(schema["pattern"_L1].toString(), value))
            return at(place, tr("it does not match the pattern %1").arg(schema["pattern"_L1].toString()));
        return {};
    }

    QString checkArray(const QJsonObject &schema, const QJsonArray &list, const QString &place, int depth)
    {
        if (schema.contains("minItems"_L1) && double(list.size()) < schema["minItems"_L1].toDouble())
            return at(place, tr("it has %1 items, which is too few").arg(list.size()));
        if (schema.contains("maxItems"_L1) && double(list.size()) > schema["maxItems"_L1].toDouble())
            return at(place, tr("it has %1 items, which is too many").arg(list.size()));
        if (schema["uniqueItems"_L1].toBool())
            for (qsizetype i = 0; i < list.size(); ++i)
                for (qsizetype k = 0; k < i; ++k) {
                    if (++m_steps > MostSteps)
                        return check(true, {}, place, depth);
                    if (list.at(i) == list.at(k))
                        return at(place, tr("the items %1 and %2 are equal").arg(k).arg(i));
                }
        const QJsonValue items = schema["items"_L1];
        const QJsonArray first = items.isArray() ? items.toArray() : schema["prefixItems"_L1].toArray();
        const QJsonValue rest = items.isArray() ? schema["additionalItems"_L1] : items;
        for (qsizetype i = 0; i < list.size(); ++i) {
            const QJsonValue one = i < first.size() ? first.at(i) : rest;
            if (one.isUndefined())
                continue;
            if (QString problem = check(one, list.at(i), place + u'/' + QString::number(i), depth + 1);
                !problem.isEmpty())
                return problem;
        }
        return checkContained(schema, list, place, depth);
    }

    QString checkContained(const QJsonObject &schema, const QJsonArray &list, const QString &place, int depth)
    {
        if (!schema.contains("contains"_L1))
            return {};
        double found = 0;
        for (const auto one : list)
            found += check(schema["contains"_L1], one, place, depth + 1).isEmpty() ? 1 : 0;
        if (found < schema["minContains"_L1].toDouble(1))
            return at(place, tr("%1 items are as \"contains\" wants them, which is too few").arg(found));
        if (schema.contains("maxContains"_L1) && found > schema["maxContains"_L1].toDouble())
            return at(place, tr("%1 items are as \"contains\" wants them, which is too many").arg(found));
        return {};
    }

    QString checkObject(const QJsonObject &schema, const QJsonObject &object, const QString &place, int depth)
    {
        if (schema.contains("minProperties"_L1) && double(object.size()) < schema["minProperties"_L1].toDouble())
            return at(place, tr("it has %1 properties, which is too few").arg(object.size()));
        if (schema.contains("maxProperties"_L1) && double(object.size()) > schema["maxProperties"_L1].toDouble())
            return at(place, tr("it has %1 properties, which is too many").arg(object.size()));
        const auto lacks = [&object, &place](const QJsonArray &names) {
            for (const auto name : names)
                if (!object.contains(name.toString()))
                    return at(place, tr("%1 is missing").arg(name.toString()));
            return QString();
        };
        QString problem = lacks(schema["required"_L1].toArray());
        const QJsonObject dependents = schema["dependentRequired"_L1].toObject();
        for (auto it = dependents.begin(); problem.isEmpty() && it != dependents.end(); ++it)
            if (object.contains(it.key()))
                problem = lacks(it.value().toArray());
        for (auto it = object.begin(); problem.isEmpty() && it != object.end(); ++it)
            problem = checkProperty(schema, it.key(), it.value(), place, depth);
        return problem;
    }

    QString checkProperty(
        const QJsonObject &schema, const QString &name, const QJsonValue &value, const QString &place, int depth)
    {
        const QString inside = place + u'/' + escapedKey(name);
        if (schema.contains("propertyNames"_L1))
            if (QString problem = check(schema["propertyNames"_L1], name, inside, depth + 1); !problem.isEmpty())
                return problem;
        bool isNamed = false;
        const QJsonObject properties = schema["properties"_L1].toObject();
        if (const auto own = properties.find(name); own != properties.end()) {
            isNamed = true;
            if (QString problem = check(own.value(), value, inside, depth + 1); !problem.isEmpty())
                return problem;
        }
        const QJsonObject patterns = schema["patternProperties"_L1].toObject();
        for (auto it = patterns.begin(); it != patterns.end(); ++it) {
            if (!isFound(it.key(), name))
                continue;
            isNamed = true;
            if (QString problem = check(it.value(), value, inside, depth + 1); !problem.isEmpty())
                return problem;
        }
        const QJsonValue others = schema["additionalProperties"_L1];
        if (isNamed || others.isUndefined())
            return {};
        if (others.isBool() && !others.toBool())
            return at(place, tr("%1 is not among its properties").arg(name));
        return check(others, value, inside, depth + 1);
    }

    // What holds schemas for the same value.
    QString checkOthers(const QJsonObject &schema, const QJsonValue &value, const QString &place, int depth)
    {
        if (schema.contains("$ref"_L1))
            if (QString problem = check(referred(m_root, schema["$ref"_L1].toString()), value, place, depth + 1);
                !problem.isEmpty())
                return problem;
        const QJsonArray all = schema["allOf"_L1].toArray();
        for (const auto one : all)
            if (QString problem = check(one, value, place, depth + 1); !problem.isEmpty())
                return problem;
        const auto fitting = [&](const QJsonArray &schemas) {
            qsizetype count = 0;
            for (const auto one : schemas)
                count += check(one, value, place, depth + 1).isEmpty() ? 1 : 0;
            return count;
        };
        if (schema.contains("anyOf"_L1) && fitting(schema["anyOf"_L1].toArray()) == 0)
            return at(place, tr("none of \"anyOf\" fits"));
        if (schema.contains("oneOf"_L1))
            if (const qsizetype count = fitting(schema["oneOf"_L1].toArray()); count != 1)
                return at(place, tr("%1 of \"oneOf\" fit, and one has to").arg(count));
        if (schema.contains("not"_L1) && check(schema["not"_L1], value, place, depth + 1).isEmpty())
            return at(place, tr("it is what \"not\" excludes"));
        if (!schema.contains("if"_L1))
            return {};
        const bool isSo = check(schema["if"_L1], value, place, depth + 1).isEmpty();
        const QJsonValue then = schema[isSo ? "then"_L1 : "else"_L1];
        return then.isUndefined() ? QString() : check(then, value, place, depth + 1);
    }

    bool isFound(const QString &pattern, const QString &text)
    {
        const Result<BoundedPattern> made = BoundedPattern::from(pattern);
        const Result<bool> found = made ? made->isIn(text) : Result<bool>(fail(made.error()));
        if (!found)
            m_failure = found.error();
        return found.value_or(false);
    }

    QJsonValue m_root;
    qint64 m_steps = 0;
    std::optional<Error> m_failure;
};

} // namespace

Result<void> checkSchema(const QJsonValue &schema) { return SchemaReader(schema).read(schema, {}); }

Result<QString> schemaProblem(const QJsonValue &schema, const QJsonValue &value)
{
    SchemaChecker checker(schema);
    QString problem = checker.check(schema, value, {}, 0);
    if (const auto &failure = checker.failure())
        return fail(*failure);
    return problem;
}

Result<QJsonValue> jsonValueOf(const QString &text)
{
    // QJsonDocument reads lists and objects only.
    QJsonParseError error;
    const QJsonArray list = QJsonDocument::fromJson('[' + text.toUtf8() + ']', &error).array();
    if (error.error != QJsonParseError::NoError || list.size() != 1)
        return fail(ErrorKind::Invalid, tr("It is not JSON"), {}, error.errorString());
    return list.at(0);
}

} // namespace howdah::prompt
