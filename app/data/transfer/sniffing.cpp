// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/transfer/sniffing.h"

#include "base/enumtable.h"
#include "data/page/tr.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <map>
#include <ranges>

using namespace Qt::StringLiterals;

namespace howdah::data {

// So much is enough to guess from.
static constexpr qsizetype sniffedBytes = 1 << 16;
static constexpr qsizetype longestWord = 64;

static std::vector<DelimitedRecord> recordsOf(QByteArrayView text, char delimiter)
{
    DelimitedReader reader({.delimiter = delimiter});
    const QByteArrayView part = text.first(std::min(text.size(), sniffedBytes));
    std::vector<DelimitedRecord> records = reader.feed(part);
    if (part.size() == text.size()) {
        for (DelimitedRecord &record : reader.finish())
            records.push_back(std::move(record));
    }
    return records;
}

static int namesColumns(const DelimitedRecord &record, const EditTarget &target)
{
    return int(std::ranges::count_if(record.cells, [&target](const CellValue &cell) {
        return target.columnNamed(QString::fromUtf8(cell.bytes())) >= 0;
    }));
}

char sniffedDelimiter(QByteArrayView text, const EditTarget &target)
{
    char best = ',';
    double bestScore = 0;
    for (const char candidate : {',', ';', tabulator, '|'}) {
        const auto records = recordsOf(text, candidate);
        if (records.empty())
            continue;
        std::map<size_t, int> widths;
        for (const DelimitedRecord &record : records)
            ++widths[record.cells.size()];
        const auto usual = std::ranges::max_element(widths, {}, &std::pair<const size_t, int>::second);
        const bool parts = usual->first > 1;
        const double share = double(usual->second) / double(records.size());
        const double score = 10.0 * namesColumns(records.front(), target) + (parts ? share : 0);
        if (score > bestScore) {
            best = candidate;
            bestScore = score;
        }
    }
    return best;
}

bool sniffedHeader(const std::vector<DelimitedRecord> &records, const EditTarget &target)
{
    if (records.empty())
        return true;
    const DelimitedRecord &first = records.front();
    const int named = namesColumns(first, target);
    if (named > 0 && named * 2 >= int(first.cells.size()))
        return true;
    // A column may well be called f.
    const auto isWord = [](const CellValue &cell) {
        const LooksLike looks = looksOf(cell.bytes());
        return cell.isText() && !cell.bytes().isEmpty() && cell.bytes().size() <= longestWord
            && (looks == LooksLike::Text || looks == LooksLike::Boolean);
    };
    if (!std::ranges::all_of(first.cells, isWord))
        return false;
    if (named > 0)
        return true;
    return std::ranges::any_of(records | std::views::drop(1), [](const DelimitedRecord &record) {
        return std::ranges::any_of(record.cells, [](const CellValue &cell) {
            return cell.isText() && !cell.bytes().isEmpty() && looksOf(cell.bytes()) != LooksLike::Text;
        });
    });
}

LooksLike looksOf(QByteArrayView text)
{
    // What is longer than this is a text, or a document.
    constexpr qsizetype longest = 64;
    const char first = text.isEmpty() ? '\0' : text[0];
    const char last = text.isEmpty() ? '\0' : text.back();
    if ((first == '{' && last == '}') || (first == '[' && last == ']'))
        return LooksLike::Json;
    if (text.isEmpty() || text.size() > longest)
        return LooksLike::Text;
    static const QRegularExpression integer(u"^[+-]?\\d{1,19}$"_s);
    static const QRegularExpression number(u"^[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?$"_s);
    static const QRegularExpression date(u"^\\d{4,}-\\d{2}-\\d{2}$"_s);
    static const QRegularExpression timestamp(u"^\\d{4,}-\\d{2}-\\d{2}[ T]\\d{2}:\\d{2}"_s);
    static const QRegularExpression uuid(u"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"_s);
    const QString word = QString::fromUtf8(text);
    const auto is = [&word](const QRegularExpression &pattern) { return pattern.match(word).hasMatch(); };
    // A zero before other digits is meant to stay.
    if (text.size() > 1 && first == '0' && is(integer))
        return LooksLike::Text;
    if (is(integer))
        return LooksLike::Integer;
    if (is(number))
        return LooksLike::Number;
    static const QStringList booleans{u"t"_s, u"f"_s, u"true"_s, u"false"_s, u"yes"_s, u"no"_s};
    if (booleans.contains(word.toLower()))
        return LooksLike::Boolean;
    if (is(date))
        return LooksLike::Date;
    if (is(timestamp))
        return LooksLike::Timestamp;
    return is(uuid) ? LooksLike::Uuid : LooksLike::Text;
}

LooksLike both(LooksLike one, LooksLike other)
{
    if (one == other || other == LooksLike::Nothing)
        return one;
    if (one == LooksLike::Nothing)
        return other;
    const auto [less, more] = std::minmax(one, other);
    if (less == LooksLike::Integer && more == LooksLike::Number)
        return LooksLike::Number;
    return less == LooksLike::Date && more == LooksLike::Timestamp ? LooksLike::Timestamp : LooksLike::Text;
}

static constexpr std::array looksLikeTexts{
    EnumText{LooksLike::Nothing, QT_TRANSLATE_NOOP("Data", "nothing")},
    EnumText{LooksLike::Integer, QT_TRANSLATE_NOOP("Data", "integers")},
    EnumText{LooksLike::Number, QT_TRANSLATE_NOOP("Data", "numbers")},
    EnumText{LooksLike::Boolean, QT_TRANSLATE_NOOP("Data", "booleans")},
    EnumText{LooksLike::Date, QT_TRANSLATE_NOOP("Data", "dates")},
    EnumText{LooksLike::Timestamp, QT_TRANSLATE_NOOP("Data", "times")},
    EnumText{LooksLike::Uuid, QT_TRANSLATE_NOOP("Data", "UUIDs")},
    EnumText{LooksLike::Json, QT_TRANSLATE_NOOP("Data", "JSON")},
    EnumText{LooksLike::Text, QT_TRANSLATE_NOOP("Data", "text")},
};
static_assert(isWholeTable(looksLikeTexts));

QString looksLikeName(LooksLike what) { return tr(textIn(looksLikeTexts, what)); }

bool canHold(const EditColumn &column, LooksLike what)
{
    if (what == LooksLike::Nothing)
        return true;
    switch (column.category) {
    case TypeCategory::Boolean:
        return what == LooksLike::Boolean || what == LooksLike::Integer;
    case TypeCategory::Integer:
        return what == LooksLike::Integer;
    case TypeCategory::Decimal:
    case TypeCategory::Real:
        return what == LooksLike::Integer || what == LooksLike::Number || column.baseTypeOid == 790;
    case TypeCategory::Uuid:
        return what == LooksLike::Uuid;
    case TypeCategory::DateTime:
        return what != LooksLike::Boolean && what != LooksLike::Uuid && what != LooksLike::Json;
    case TypeCategory::Json:
    case TypeCategory::Text:
    case TypeCategory::Interval:
    case TypeCategory::Bytes:
    case TypeCategory::Array:
    case TypeCategory::Enumeration:
    case TypeCategory::Other:
        return true;
    }
    return true;
}

} // namespace howdah::data
