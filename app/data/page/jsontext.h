// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/edittarget.h"

namespace howdah::data {

// JSON whose numbers and inner documents keep their spelling byte for byte: parsers make doubles of them.

// A value of a column as JSON: numbers as they are spelled where JSON can hold them, NaN and infinity as strings,
// documents of json and jsonb as they are, everything else as a string. A document `null`, or one that looks like this,
// is written as {"$json": null}, since null is NULL; on one line, one with line breaks as {"$jsontext": "..."}.
enum class JsonLines { Any, One };
void appendJson(
    QByteArray &to, const std::optional<QByteArray> &value, const EditColumn &column, JsonLines lines = JsonLines::Any);

// Back: the text for the column. ErrorKind::Invalid when it is not JSON.
[[nodiscard]] Result<CellValue> valueOfJson(QByteArrayView json, const EditColumn &column);

struct JsonMember
{
    QByteArray name;
    QByteArray value; // as it is spelled
    bool operator==(const JsonMember &) const = default;
};
// The members of one object, in order. ErrorKind::Invalid.
[[nodiscard]] Result<std::vector<JsonMember>> membersOf(QByteArrayView object);

struct JsonObject
{
    QByteArray text;
    qint64 line = 0; // where it begins, from 1
};

// Cuts a stream into its objects: one a line, one behind the other, or the elements of an array. Holds one object.
class JsonObjectReader final
{
public:
    [[nodiscard]] Result<std::vector<JsonObject>> feed(QByteArrayView bytes);
    // Invalid when an object, or the array, has no end.
    [[nodiscard]] Result<void> finish() const;

private:
    QByteArray m_object;
    qint64 m_line = 1;
    qint64 m_objectLine = 0;
    int m_depth = 0; // inside an object
    bool m_inString = false;
    bool m_escaped = false;
    bool m_inArray = false;
    bool m_ended = false; // the array has
};

} // namespace howdah::data
