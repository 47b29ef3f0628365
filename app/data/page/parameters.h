// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/qualified.h"
#include "sql/quote.h"

#include <QByteArray>
#include <QStringList>

#include <optional>
#include <vector>

namespace howdah::data {

// Gathers the values of a statement while its text is written, so that no value ever stands in the text.
class Parameters final
{
public:
    // Literals: for people only. The text then means the same, and is never sent.
    enum class Form { Placeholders, Literals };
    explicit Parameters(Form form = Form::Placeholders)
        : m_form(form)
    {
    }

    // "$3::pg_catalog.text::type" for the value. It travels as text, and its type's input function reads it on the
    // server.
    [[nodiscard]] QString add(QByteArray value, QStringView type)
    {
        const bool isText = type == QStringLiteral("text");
        if (m_form == Form::Literals)
            return sql::quoteLiteral(QString::fromUtf8(value))
                 + (isText ? QString() : QStringLiteral("::") + type.toString());
        const QString cast = isText ? QString() : QStringLiteral("::") + typeSql(type);
        m_values.emplace_back(value.isNull() ? QByteArray("") : std::move(value));
        m_expressions << u'$' + QString::number(m_values.size()) + QStringLiteral("::pg_catalog.text") + cast;
        return m_expressions.back();
    }
    // "$3::type": the type's input function reads the parameter itself.
    [[nodiscard]] QString bind(QByteArray value, QStringView type)
    {
        m_values.emplace_back(value.isNull() ? QByteArray("") : std::move(value));
        return u'$' + QString::number(m_values.size()) + QStringLiteral("::") + typeSql(type);
    }
    [[nodiscard]] QString add(const QString &value, QStringView type) { return add(value.toUtf8(), type); }
    [[nodiscard]] QString add(qint64 value) { return add(QByteArray::number(value), u"bigint"); }

    [[nodiscard]] const std::vector<std::optional<QByteArray>> &values() const { return m_values; }
    [[nodiscard]] bool isLiteral() const { return m_form == Form::Literals; }
    // What add() wrote for each; nothing for literals.
    [[nodiscard]] const QStringList &expressions() const { return m_expressions; }

private:
    Form m_form;
    QStringList m_expressions;
    std::vector<std::optional<QByteArray>> m_values;
};

} // namespace howdah::data
