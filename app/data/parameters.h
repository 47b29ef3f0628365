// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace howdah::data {

// Gathers the values of a statement while its text is written, so that no value ever stands in the text.
class Parameters final
{
public:
    // "$3::text::type" for the value. It travels as text, and its type's input function reads it on the server.
    [[nodiscard]] QString add(QByteArray value, QStringView type)
    {
        m_values.emplace_back(std::move(value));
        QString placeholder = u'$' + QString::number(m_values.size()) + QStringLiteral("::text");
        if (type != QStringLiteral("text"))
            placeholder += QStringLiteral("::") + type.toString();
        return placeholder;
    }
    // "$3::type": the type's input function reads the parameter itself.
    [[nodiscard]] QString bind(QByteArray value, QStringView type)
    {
        m_values.emplace_back(value.isNull() ? QByteArray("") : std::move(value));
        return u'$' + QString::number(m_values.size()) + QStringLiteral("::") + type.toString();
    }
    [[nodiscard]] QString add(const QString &value, QStringView type) { return add(value.toUtf8(), type); }
    [[nodiscard]] QString add(qint64 value) { return add(QByteArray::number(value), u"int8"); }

    [[nodiscard]] const std::vector<std::optional<QByteArray>> &values() const { return m_values; }

private:
    std::vector<std::optional<QByteArray>> m_values;
};

} // namespace howdah::data
