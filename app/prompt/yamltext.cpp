// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/yamltext.h"

#include "prompt/prompt.h"
#include "prompt/tr.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

Error yamlError(const YamlPlace &place, const YAML::Mark &mark, const QString &message)
{
    const int line = (mark.is_null() ? 0 : mark.line) + 1 + place.linesBefore;
    const int column = (mark.is_null() ? 0 : mark.column) + 1;
    return makeError(
        ErrorKind::Invalid, tr("%1, line %2, column %3: %4").arg(place.file).arg(line).arg(column).arg(message));
}

QString yamlString(const YAML::Node &scalar) { return scalar.IsScalar() ? exactText(scalar.Scalar()) : QString(); }

Result<YAML::Node> loadYamlMap(const QByteArray &yaml, const YamlPlace &place)
{
    try {
        YAML::Node root = YAML::Load(std::string(yaml.constData(), size_t(yaml.size())));
        if (!root.IsMap())
            return fail(yamlError(place, root.Mark(), tr("\"key: value\" lines are expected here")));
        QSet<QString> seen;
        for (const auto &item : root) {
            if (!item.first.IsScalar())
                return fail(yamlError(place, item.first.Mark(), tr("A key must be plain text")));
            const QString key = yamlString(item.first);
            if (seen.contains(key))
                return fail(yamlError(place, item.first.Mark(), tr("The key %1 is duplicated").arg(key)));
            seen.insert(key);
        }
        return root;
    } catch (const YAML::Exception &error) {
        return fail(
            yamlError(place, error.mark, tr("This is not valid YAML: %1").arg(QString::fromStdString(error.msg))));
    }
}

namespace {

// Turns nodes into JSON, and stops at a number of them that no prompt has.
class JsonBuilder final
{
public:
    explicit JsonBuilder(const YamlPlace &place)
        : m_place(place)
    {
    }

    Result<QJsonValue> build(const YAML::Node &node)
    {
        if (++m_nodes > MaxNodes)
            return fail(yamlError(m_place, node.Mark(), tr("There are more than %1 values").arg(MaxNodes)));
        // An alias may hold itself.
        if (m_depth >= MaxDepth)
            return fail(yamlError(m_place, node.Mark(), tr("Values are nested deeper than %1").arg(MaxDepth)));
        ++m_depth;
        Result<QJsonValue> built = node.IsMap() || node.IsSequence() ? container(node) : single(node);
        --m_depth;
        return built;
    }

private:
    static constexpr int MaxNodes = 100'000;
    static constexpr int MaxDepth = 200;

    Result<QJsonValue> container(const YAML::Node &node) { return node.IsMap() ? object(node) : array(node); }

    static QJsonValue single(const YAML::Node &node) { return node.IsScalar() ? scalar(node) : QJsonValue(); }

    Result<QJsonValue> object(const YAML::Node &node)
    {
        QJsonObject object;
        for (const auto &item : node) {
            if (!item.first.IsScalar())
                return fail(yamlError(m_place, item.first.Mark(), tr("A key must be plain text")));
            const QString key = yamlString(item.first);
            if (object.contains(key))
                return fail(yamlError(m_place, item.first.Mark(), tr("The key %1 is duplicated").arg(key)));
            const Result<QJsonValue> value = build(item.second);
            if (!value)
                return value;
            object.insert(key, *value);
        }
        return object;
    }

    Result<QJsonValue> array(const YAML::Node &node)
    {
        QJsonArray array;
        for (const auto &item : node) {
            const Result<QJsonValue> value = build(item);
            if (!value)
                return value;
            array.append(*value);
        }
        return array;
    }

    static QJsonValue scalar(const YAML::Node &node)
    {
        const QString text = yamlString(node);
        if (node.Tag() != "?")
            return text;
        if (text.isEmpty() || text == "~"_L1 || text.compare("null"_L1, Qt::CaseInsensitive) == 0)
            return QJsonValue();
        if (text.compare("true"_L1, Qt::CaseInsensitive) == 0)
            return true;
        if (text.compare("false"_L1, Qt::CaseInsensitive) == 0)
            return false;
        static const QRegularExpression integer(QRegularExpression::anchoredPattern(u"[-+]?(0|[1-9][0-9]*)"_s));
        static const QRegularExpression real(
            QRegularExpression::anchoredPattern(u"[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"_s));
        bool ok = false;
        if (integer.match(text).hasMatch())
            if (const qint64 number = text.toLongLong(&ok); ok)
                return number;
        if (real.match(text).hasMatch())
            if (const double number = text.toDouble(&ok); ok)
                return number;
        return text;
    }

    const YamlPlace &m_place;
    int m_nodes = 0;
    int m_depth = 0;
};

} // namespace

Result<QJsonValue> jsonOf(const YAML::Node &node, const YamlPlace &place) { return JsonBuilder(place).build(node); }

QByteArray yamlQuoted(const QString &text)
{
    QString quoted;
    quoted.reserve(text.size() + text.size() / 16 + 2);
    quoted += u'"';
    for (const QChar c : text) {
        const char16_t unit = c.unicode();
        if (unit == u'"' || unit == u'\\')
            quoted += u'\\' + c;
        else if (unit == u'\n')
            quoted += u"\\n"_s;
        else if (unit == u'\t')
            quoted += u"\\t"_s;
        else if (unit == u'\r')
            quoted += u"\\r"_s;
        // Control characters, and what a reader could take for a line break or a byte order mark.
        else if (
            unit < 0x20 || (unit >= 0x7f && unit < 0xa0) || unit == 0x2028 || unit == 0x2029 || unit == 0xfeff
            || unit == 0xfffe || unit == 0xffff)
            quoted += u"\\u%1"_s.arg(uint(unit), 4, 16, QChar(u'0'));
        else
            quoted += c;
    }
    quoted += u'"';
    return quoted.toUtf8();
}

QString jsonText(const QJsonValue &value)
{
    return value.isString() ? value.toString() : QString::fromUtf8(compactJson(value));
}

QByteArray compactJson(const QJsonValue &value)
{
    // QJsonDocument writes objects and arrays only: the brackets around the value are taken away again.
    const QByteArray wrapped = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return wrapped.mid(1, wrapped.size() - 2);
}

} // namespace howdah::prompt
