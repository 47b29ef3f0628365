// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/textposition.h"

#include <functional>
#include <vector>

namespace howdah::sql {

// A use of a name in a query: ":from", or with an argument ":bucket(created_at)".
struct NamedUse
{
    QString name;
    QString argument; // the SQL between the parentheses
    bool hasArgument = false;
    TextPosition at; // of the colon, columns in bytes of UTF-8
    bool operator==(const NamedUse &) const = default;
};

// A query with named parameters, cut into what is SQL and what is a name. A name is a colon with a word directly
// behind it, outside of strings, quoted names and comments, by PostgreSQL's lexical rules; "::type" is a cast. Write
// the bounds of an array slice with blanks ("a[1 : n]").
class NamedQuery final
{
public:
    using Writer = std::function<QString(const NamedUse &)>;

    // ErrorKind::Invalid for a parenthesis, string or comment that is not closed, and for more than one statement.
    [[nodiscard]] static Result<NamedQuery> parse(const QString &sql);

    [[nodiscard]] QString source() const { return QString::fromUtf8(m_source); }
    // Which part of what was written is which of the source: code points from 1, and bytes from 0. What stands for a
    // name is all of it at its colon.
    struct Place
    {
        qsizetype character = 1;
        qsizetype sourceByte = 0;
        bool isName = false;
    };
    using Places = std::vector<Place>; // in their order

    // In the order in which they stand.
    [[nodiscard]] std::vector<NamedUse> uses() const;
    // The SQL with each use replaced. Uses within an argument have been replaced before `writer` sees it.
    [[nodiscard]] QString written(const Writer &writer, Places *places = nullptr) const;
    // Where in the source a character stands of what was written, both from 1; the column in characters.
    [[nodiscard]] TextPosition sourceOf(qsizetype character, const Places &places) const;

private:
    struct Use
    {
        NamedUse use;
        qsizetype begin = 0; // bytes, of the colon
        qsizetype argumentBegin = 0;
        qsizetype argumentEnd = 0;
        qsizetype end = 0;
        std::vector<Use> inner; // within the argument
    };
    class Reader;

    [[nodiscard]] QString
    write(qsizetype begin, qsizetype end, const std::vector<Use> &uses, const Writer &writer, Places *places) const;
    static void gather(const std::vector<Use> &from, std::vector<NamedUse> &into);

    QByteArray m_source;
    std::vector<Use> m_uses;
};

} // namespace howdah::sql
