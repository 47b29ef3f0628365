// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"
#include "connection/session/rowbatch.h"

#include <QHash>

#include <charconv>

namespace howdah::catalog {

// Gives the same QString for the same bytes, so that a name that stands in ten thousand rows is held once.
class SharedTexts final
{
public:
    [[nodiscard]] QString text(QByteArrayView bytes)
    {
        const auto key = QByteArray::fromRawData(bytes.data(), bytes.size());
        const auto found = m_texts.constFind(key);
        if (found != m_texts.cend())
            return *found;
        return *m_texts.insert(bytes.toByteArray(), QString::fromUtf8(bytes));
    }

private:
    QHash<QByteArray, QString> m_texts;
};

// Reads the values of a catalog row from left to right, in the order that the head of the query's file names.
class RowCursor final
{
public:
    RowCursor(const connection::RowBatch &batch, qsizetype row, SharedTexts &shared)
        : m_batch(batch)
        , m_shared(shared)
        , m_row(row)
    {
    }

    // Null and '' alike are a null QString: nothing is allocated for them.
    [[nodiscard]] QString text()
    {
        const QByteArrayView bytes = next();
        return bytes.isEmpty() ? QString() : QString::fromUtf8(bytes);
    }
    [[nodiscard]] QString sharedText()
    {
        const QByteArrayView bytes = next();
        return bytes.isEmpty() ? QString() : m_shared.text(bytes);
    }
    [[nodiscard]] bool flag()
    {
        const QByteArrayView bytes = next();
        return !bytes.isEmpty() && bytes.front() == 't';
    }
    // A value of type "char"; 0 when it is empty.
    [[nodiscard]] char letter()
    {
        const QByteArrayView bytes = next();
        return bytes.isEmpty() ? '\0' : bytes.front();
    }
    template <typename Number = qint64>
    [[nodiscard]] Number number()
    {
        const QByteArrayView bytes = next();
        Number value = 0;
        std::from_chars(bytes.data(), bytes.data() + bytes.size(), value);
        return value;
    }
    [[nodiscard]] Oid oid() { return number<Oid>(); }
    // "{1,2}" of an array or "1 2" of an int2vector.
    template <typename Number>
    [[nodiscard]] QList<Number> numbers()
    {
        QList<Number> out;
        const QByteArrayView bytes = next();
        const char *const end = bytes.data() + bytes.size();
        for (const char *at = bytes.data(); at < end;) {
            Number value = 0;
            const auto [after, problem] = std::from_chars(at, end, value);
            if (problem == std::errc())
                out.append(value);
            at = problem == std::errc() ? after : at + 1;
        }
        return out;
    }
    [[nodiscard]] QByteArray bytes() { return next().toByteArray(); }

private:
    [[nodiscard]] QByteArrayView next() { return m_batch.bytes(m_row, m_column++); }

    const connection::RowBatch &m_batch;
    SharedTexts &m_shared;
    qsizetype m_row;
    qsizetype m_column = 0;
};

} // namespace howdah::catalog
