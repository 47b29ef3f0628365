// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "yaml/nodereader.h"

#include <QSet>

#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::yaml {

QString scalar(const YAML::Node &node)
{
    const std::string &text = node.Scalar();
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

int textLine(const YAML::Node &node, const QByteArray &yaml)
{
    const YAML::Mark mark = node.Mark();
    const bool isBlock = mark.pos >= 0 && mark.pos < yaml.size() && (yaml[mark.pos] == '|' || yaml[mark.pos] == '>');
    return mark.line + (isBlock ? 2 : 1);
}

void NodeReader::note(const YAML::Mark &mark, const QString &message, const QString &hint)
{
    if (mark.is_null())
        m_problems.push_back({0, 0, message, hint});
    else
        m_problems.push_back({mark.line + 1, mark.column + 1, message, hint});
}

void NodeReader::readMap(const YAML::Node &node, const QString &what, const Setters &setters)
{
    if (!node.IsMap()) {
        note(node.Mark(), tr("%1 must be a list of \"key: value\" lines").arg(what));
        return;
    }
    QSet<QString> seen;
    for (const auto &item : node) {
        const QString key = item.first.IsScalar() ? scalar(item.first) : QString();
        const auto setter = setters.constFind(key);
        if (setter == setters.constEnd())
            noteUnknown(item.first, key, what, setters.keys());
        else if (seen.contains(key))
            note(item.first.Mark(), tr("\"%1\" is duplicated here").arg(key));
        else
            (*setter)(item.second);
        seen.insert(key);
    }
}

void NodeReader::noteUnknown(const YAML::Node &node, const QString &key, const QString &what, QStringList known)
{
    known.sort();
    note(
        node.Mark(), tr("\"%1\" is not a key of %2").arg(key, what), tr("Possible keys: %1.").arg(known.join(u", "_s)));
}

Setter NodeReader::text(QString &into)
{
    return [this, &into](const YAML::Node &node) {
        if (node.IsScalar())
            into = scalar(node).trimmed();
        else if (!node.IsNull())
            note(node.Mark(), tr("This must be a string"));
    };
}

Setter NodeReader::flag(bool &into)
{
    return [this, &into](const YAML::Node &node) {
        const QString value = node.IsScalar() ? scalar(node) : QString();
        if (value != "true"_L1 && value != "false"_L1)
            note(node.Mark(), tr("This must be true or false"));
        into = value == "true"_L1;
    };
}

Setter NodeReader::optionalFlag(std::optional<bool> &into)
{
    return [this, &into](const YAML::Node &node) { flag(into.emplace())(node); };
}

Setter NodeReader::number(int &into, int least, int most)
{
    return [this, &into, least, most](const YAML::Node &node) {
        bool isNumber = false;
        const int value = node.IsScalar() ? scalar(node).toInt(&isNumber) : 0;
        if (isNumber && value >= least && value <= most)
            into = value;
        else
            note(node.Mark(), tr("This must be a number from %1 to %2").arg(least).arg(most));
    };
}

Setter NodeReader::list(QStringList &into)
{
    return [this, &into](const YAML::Node &node) {
        if (!node.IsSequence()) {
            note(node.Mark(), tr("This must be a list"));
            return;
        }
        for (const auto &item : node) {
            if (item.IsScalar())
                into.append(scalar(item));
            else
                note(item.Mark(), tr("This must be a string"));
        }
    };
}

Setter NodeReader::threshold(std::optional<double> &into)
{
    return [this, &into](const YAML::Node &node) {
        bool isNumber = false;
        const double number = node.IsScalar() ? scalar(node).toDouble(&isNumber) : 0;
        if (isNumber && std::isfinite(number))
            into = number;
        else
            note(node.Mark(), tr("This must be a number"));
    };
}

} // namespace howdah::yaml
