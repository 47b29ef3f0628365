// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/engine/templatevalue.h"

#include "base/jsonstring.h"
#include "prompt/tr.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

TemplateValue TemplateValue::ofText(const QString &text) { return {.kind = Kind::Text, .text = text}; }

TemplateValue TemplateValue::ofNumber(double number) { return {.kind = Kind::Number, .number = number}; }

TemplateValue TemplateValue::ofBool(bool truth) { return {.kind = Kind::Bool, .number = truth ? 1.0 : 0.0}; }

TemplateValue TemplateValue::object() { return {.kind = Kind::Object}; }

const TemplateValue *TemplateValue::member(const QString &key) const
{
    if (kind == Kind::Object) {
        const qsizetype at = keys.indexOf(key);
        return at < 0 ? nullptr : &items[size_t(at)];
    }
    bool isIndex = false;
    const qulonglong index = kind == Kind::List ? key.toULongLong(&isIndex) : 0;
    return isIndex && index < items.size() ? &items[index] : nullptr;
}

void TemplateValue::insert(const QString &key, TemplateValue value)
{
    if (const qsizetype at = keys.indexOf(key); at >= 0) {
        items[size_t(at)] = std::move(value);
        return;
    }
    keys << key;
    items.push_back(std::move(value));
}

bool TemplateValue::isEmpty() const
{
    switch (kind) {
    case Kind::Missing:
    case Kind::Null:
        return true;
    case Kind::Bool:
        return number == 0;
    case Kind::Number:
        return std::isnan(number);
    case Kind::Text:
        return text.isEmpty();
    case Kind::List:
        return items.empty();
    case Kind::Object:
        break;
    }
    return false;
}

// As JavaScript writes it: the shortest digits, without an exponent from 1e-6 to below 1e21.
static QString scriptNumber(double number)
{
    if (std::isnan(number))
        return u"NaN"_s;
    if (std::isinf(number))
        return number > 0 ? u"Infinity"_s : u"-Infinity"_s;
    if (number == 0)
        return u"0"_s;
    const double size = std::fabs(number);
    if (size >= 1e-6 && size < 1e21)
        return QString::number(number, 'f', QLocale::FloatingPointShortest);
    const QString text = QString::number(number, 'e', QLocale::FloatingPointShortest);
    const int exponent = text.section(u'e', 1).toInt();
    return text.section(u'e', 0, 0) + (exponent < 0 ? u"e-"_s : u"e+"_s) + QString::number(std::abs(exponent));
}

QString TemplateValue::toText() const
{
    switch (kind) {
    case Kind::Missing:
    case Kind::Null:
        return {};
    case Kind::Bool:
        return number != 0 ? u"true"_s : u"false"_s;
    case Kind::Number:
        return scriptNumber(number);
    case Kind::Text:
        return text;
    case Kind::List: {
        QStringList parts;
        for (const TemplateValue &item : items)
            parts << item.toText();
        return parts.join(u',');
    }
    case Kind::Object:
        break;
    }
    return u"[object Object]"_s;
}

static QString scriptString(const QString &text)
{
    QByteArray quoted;
    appendJsonString(quoted, text.toUtf8());
    return QString::fromUtf8(quoted);
}

static void appendScriptJson(QString &out, const TemplateValue &value, int indent, int depth)
{
    using Kind = TemplateValue::Kind;
    if (value.kind != Kind::List && value.kind != Kind::Object) {
        const bool finite = value.kind != Kind::Number || std::isfinite(value.number);
        out += value.kind == Kind::Text                                           ? scriptString(value.text)
             : finite && (value.kind == Kind::Number || value.kind == Kind::Bool) ? value.toText()
                                                                                  : u"null"_s;
        return;
    }
    const bool list = value.kind == Kind::List;
    const auto lineBreak = [&](int level) {
        if (indent > 0)
            out += u'\n' + QString(qsizetype(indent) * level, u' ');
    };
    out += list ? u'[' : u'{';
    bool first = true;
    for (size_t i = 0; i < value.items.size(); ++i) {
        if (!list && value.items[i].isMissing())
            continue;
        if (!std::exchange(first, false))
            out += u',';
        lineBreak(depth + 1);
        if (!list)
            out += scriptString(value.keys[qsizetype(i)]) + (indent > 0 ? u": "_s : u":"_s);
        appendScriptJson(out, value.items[i], indent, depth + 1);
    }
    if (!first)
        lineBreak(depth);
    out += list ? u']' : u'}';
}

QString TemplateValue::toJson(int indent) const
{
    QString out;
    appendScriptJson(out, *this, std::min(indent, 10), 0);
    return out;
}

bool TemplateValue::isIdenticalTo(const TemplateValue &other) const
{
    if (kind != other.kind)
        return false;
    switch (kind) {
    case Kind::Missing:
    case Kind::Null:
        return true;
    case Kind::Bool:
    case Kind::Number:
        return number == other.number;
    case Kind::Text:
        return text == other.text;
    case Kind::List:
    case Kind::Object:
        break;
    }
    return this == &other;
}

TemplateValue templateValue(const QJsonValue &json)
{
    switch (json.type()) {
    case QJsonValue::Undefined:
        return {};
    case QJsonValue::Null:
        return {.kind = TemplateValue::Kind::Null};
    case QJsonValue::Bool:
        return TemplateValue::ofBool(json.toBool());
    case QJsonValue::Double:
        return TemplateValue::ofNumber(json.toDouble());
    case QJsonValue::String:
        return TemplateValue::ofText(json.toString());
    case QJsonValue::Array: {
        TemplateValue list{.kind = TemplateValue::Kind::List};
        for (const auto item : json.toArray())
            list.items.push_back(templateValue(item));
        return list;
    }
    case QJsonValue::Object:
        break;
    }
    TemplateValue object = TemplateValue::object();
    const QJsonObject members = json.toObject();
    for (auto it = members.begin(); it != members.end(); ++it)
        object.insert(it.key(), templateValue(*it));
    return object;
}

namespace {

// Reads JSON that QJsonDocument has found valid a second time, because that sorts the members of objects.
class OrderedJsonReader final
{
public:
    explicit OrderedJsonReader(const QByteArray &json)
        : m_json(json)
    {
    }

    TemplateValue value()
    {
        skipBlanks();
        const char c = m_at < m_json.size() ? m_json[m_at] : 'n';
        if (c == '{' || c == '[')
            return container(c == '{');
        const qsizetype begin = m_at;
        if (c == '"') {
            skipString();
        } else {
            while (m_at < m_json.size() && !QByteArrayView(",]} \t\r\n").contains(m_json[m_at]))
                ++m_at;
        }
        return templateValue(QJsonDocument::fromJson('[' + m_json.mid(begin, m_at - begin) + ']').array().at(0));
    }

private:
    void skipBlanks()
    {
        while (m_at < m_json.size() && QByteArrayView(" \t\r\n").contains(m_json[m_at]))
            ++m_at;
    }

    void skipString()
    {
        for (++m_at; m_at < m_json.size() && m_json[m_at] != '"'; ++m_at)
            if (m_json[m_at] == '\\')
                ++m_at;
        ++m_at;
    }

    TemplateValue container(bool object)
    {
        TemplateValue made{.kind = object ? TemplateValue::Kind::Object : TemplateValue::Kind::List};
        const char end = object ? '}' : ']';
        for (++m_at; m_at < m_json.size(); ++m_at) {
            skipBlanks();
            if (m_json[m_at] == end)
                break;
            if (object) {
                const QString key = value().text;
                skipBlanks();
                ++m_at; // the colon
                made.insert(key, value());
            } else {
                made.items.push_back(value());
            }
            skipBlanks();
            if (m_at >= m_json.size() || m_json[m_at] == end)
                break;
        }
        ++m_at;
        return made;
    }

    const QByteArray &m_json;
    qsizetype m_at = 0;
};

} // namespace

Result<TemplateValue> templateValueOfJson(const QByteArray &json)
{
    QJsonParseError error;
    const QByteArray wrapped = '[' + json + ']';
    const QJsonArray checked = QJsonDocument::fromJson(wrapped, &error).array();
    if (error.error != QJsonParseError::NoError || checked.size() != 1)
        return fail(ErrorKind::Invalid, tr("This is not valid JSON: %1").arg(error.errorString()));
    return OrderedJsonReader(json).value();
}

TemplateValue templateValueOfTexts(const QMap<QString, QString> &texts)
{
    TemplateValue all = TemplateValue::object();
    for (auto it = texts.begin(); it != texts.end(); ++it)
        all.insert(it.key(), TemplateValue::ofText(*it));
    return all;
}

} // namespace howdah::prompt
