// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/relationshape.h"

#include <QByteArray>

#include <optional>

namespace howdah::data {

// A value as somebody sets it: a text (perhaps an empty one), NULL, or whatever the server's default is. The text is
// what the type's input function reads; it is never converted on the way.
class CellValue final
{
public:
    enum class Kind : quint8 { Null, Default, Text };

    CellValue() = default; // NULL
    [[nodiscard]] static CellValue null() { return {}; }
    [[nodiscard]] static CellValue byDefault() { return CellValue(Kind::Default, {}); }
    [[nodiscard]] static CellValue text(QByteArray utf8) { return CellValue(Kind::Text, std::move(utf8)); }
    [[nodiscard]] static CellValue text(QStringView text) { return CellValue(Kind::Text, text.toUtf8()); }
    // Of a value that was read: nullopt is NULL.
    [[nodiscard]] static CellValue of(const std::optional<QByteArray> &read) { return read ? text(*read) : null(); }

    [[nodiscard]] Kind kind() const { return m_kind; }
    [[nodiscard]] bool isNull() const { return m_kind == Kind::Null; }
    [[nodiscard]] bool isDefault() const { return m_kind == Kind::Default; }
    [[nodiscard]] bool isText() const { return m_kind == Kind::Text; }
    [[nodiscard]] bool isEmptyText() const { return isText() && m_text.isEmpty(); }
    // "" unless it is a text.
    [[nodiscard]] const QByteArray &bytes() const { return m_text; }
    // As a parameter; nothing for NULL and DEFAULT, never a null QByteArray.
    [[nodiscard]] std::optional<QByteArray> parameter() const;
    // Whether it is what was read. DEFAULT never is.
    [[nodiscard]] bool is(const std::optional<QByteArray> &read) const { return !isDefault() && read == parameter(); }

    bool operator==(const CellValue &) const = default;

private:
    CellValue(Kind kind, QByteArray text)
        : m_kind(kind)
        , m_text(std::move(text))
    {
    }

    Kind m_kind = Kind::Null;
    QByteArray m_text;
};

// The text as characters, every one of them: QString::fromUtf8() drops a byte order mark at the beginning, which is
// part of the value. What was typed goes back by CellValue::text().
[[nodiscard]] QString decoded(QByteArrayView utf8);

// How a column is compared with what was read of it.
enum class Comparison {
    Exact, // equal values of the type are the same value, so = serves, and does not mind how it is written
    Text,  // the type has no equality, or calls different values equal (numeric 1.0 and 1.00, json, citext, point)
};
// `typeOid` of the type itself, or of what a domain stands for; `kind` its pg_type.typtype.
[[nodiscard]] Comparison comparisonOf(quint32 typeOid, char kind, bool deterministicCollation);

// The first OID of what is not PostgreSQL's own (FirstNormalObjectId in src/include/access/transam.h).
constexpr quint32 FirstOfOthers = 16384;

// The text that the type's output function gives, which is what psql shows. A cast to text is something else for some
// types: bpchar loses its blanks, inet gains a mask, xml its encoding. NULL stays NULL.
[[nodiscard]] QString outputSql(const QString &expression, quint32 typeOid, TypeCategory category);
// The text to search and to compare in: a cast for PostgreSQL's own types and for texts, which indexes may serve; for
// others, whose owner may have made such a cast, the above.
[[nodiscard]] QString textSql(const QString &expression, quint32 typeOid, TypeCategory category);
// Its first characters.
[[nodiscard]] QString outputSql(const QString &expression, quint32 typeOid, TypeCategory category, int characters);

} // namespace howdah::data
