// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/externalsort.h"

#include "base/propagate.h"
#include "query/tr.h"

#include <QtEndian>

#include <algorithm>
#include <cstring>

namespace howdah::query {

namespace {

constexpr size_t RunBytes = size_t(24) << 20; // of keys and what stands for them
constexpr qsizetype PieceBytes = 128 * 1024;  // that a file is written and read by

quint64 beginningOf(QByteArrayView key)
{
    char bytes[8] = {};
    std::memcpy(bytes, key.data(), size_t(std::min<qsizetype>(key.size(), 8)));
    return qFromBigEndian<quint64>(bytes);
}

int compared(QByteArrayView a, QByteArrayView b)
{
    const int order = std::memcmp(a.data(), b.data(), size_t(std::min(a.size(), b.size())));
    return order != 0 ? order : int(a.size() > b.size()) - int(a.size() < b.size());
}

} // namespace

class ExternalSort::RunReader final
{
public:
    RunReader(const SpoolFile &file, const Run &run)
        : m_file(&file)
        , m_run(run)
    {
    }
    // False at the end.
    Result<bool> next()
    {
        quint32 size = 0;
        ASSIGN_OR_RETURN(const bool any, need(sizeof size));
        if (!any)
            return false;
        std::memcpy(&size, m_piece.constData() + m_at, sizeof size);
        ASSIGN_OR_RETURN([[maybe_unused]] const bool all, need(qsizetype(sizeof size + size + sizeof m_row)));
        m_key = QByteArrayView(m_piece).sliced(m_at + qsizetype(sizeof size), size);
        std::memcpy(&m_row, m_piece.constData() + m_at + sizeof size + size, sizeof m_row);
        m_at += qsizetype(sizeof size + size + sizeof m_row);
        return true;
    }
    [[nodiscard]] QByteArrayView key() const { return m_key; }
    [[nodiscard]] quint32 row() const { return m_row; }

private:
    Result<bool> need(qsizetype bytes)
    {
        if (m_piece.size() - m_at >= bytes)
            return true;
        const qint64 more = std::min<qint64>(std::max(PieceBytes, bytes), m_run.end - m_run.offset);
        if (more == 0)
            return false;
        ASSIGN_OR_RETURN(const QByteArray piece, m_file->read(m_run.offset, more));
        m_run.offset += more;
        m_piece = m_piece.sliced(m_at) + piece;
        m_at = 0;
        return true;
    }

    const SpoolFile *m_file;
    Run m_run;
    QByteArray m_piece;
    qsizetype m_at = 0;
    QByteArrayView m_key;
    quint32 m_row = 0;
};

Result<void> ExternalSort::add(QByteArrayView key, quint32 row)
{
    if (m_arena.size() + m_entries.size() * sizeof(Entry) + size_t(key.size()) + sizeof(Entry) > RunBytes)
        RETURN_IF_ERROR(writeRun());
    m_entries.push_back({beginningOf(key), quint32(m_arena.size()), quint32(key.size()), row});
    m_arena.append(key.data(), size_t(key.size()));
    return {};
}

Result<void> ExternalSort::each(const Receiver &receive)
{
    if (m_runs.empty()) {
        sort();
        for (const Entry &entry : m_entries)
            RETURN_IF_ERROR(receive(keyOf(entry), entry.row));
        return {};
    }
    RETURN_IF_ERROR(writeRun());
    m_entries = {};
    m_arena = {};
    return merge(receive);
}

void ExternalSort::sort()
{
    std::ranges::sort(m_entries, [this](const Entry &a, const Entry &b) {
        if (a.beginning != b.beginning)
            return a.beginning < b.beginning;
        const int order = compared(keyOf(a), keyOf(b));
        return order != 0 ? order < 0 : a.row < b.row;
    });
}

Result<void> ExternalSort::writeRun()
{
    if (m_stop.stop_requested())
        return fail(ErrorKind::Cancelled, tr("Cancelled"));
    if (!m_file.isOpen())
        RETURN_IF_ERROR(m_file.open(SpoolFile::usualFolder()));
    sort();
    Run run{m_file.size(), 0};
    QByteArray piece;
    const auto flush = [&]() -> Result<void> {
        const auto written = m_file.append(piece);
        piece.clear();
        return written ? Result<void>() : fail(written.error());
    };
    for (const Entry &entry : m_entries) {
        piece.append(reinterpret_cast<const char *>(&entry.size), sizeof entry.size);
        piece.append(keyOf(entry));
        piece.append(reinterpret_cast<const char *>(&entry.row), sizeof entry.row);
        if (piece.size() > PieceBytes)
            RETURN_IF_ERROR(flush());
    }
    RETURN_IF_ERROR(flush());
    run.end = m_file.size();
    m_runs.push_back(run);
    m_entries.clear();
    m_arena.clear();
    return {};
}

Result<void> ExternalSort::merge(const Receiver &receive)
{
    std::vector<RunReader> heap;
    const auto later = [](const RunReader &a, const RunReader &b) {
        const int way = compared(a.key(), b.key());
        return way != 0 ? way > 0 : a.row() > b.row();
    };
    for (const Run &run : m_runs) {
        RunReader reader(m_file, run);
        ASSIGN_OR_RETURN(const bool any, reader.next());
        if (any)
            heap.push_back(std::move(reader));
    }
    // A key is a view of its reader's piece, which a move leaves where it is.
    std::ranges::make_heap(heap, later);
    for (qint64 done = 0; !heap.empty(); ++done) {
        if (done % 4096 == 0 && m_stop.stop_requested())
            return fail(ErrorKind::Cancelled, tr("Cancelled"));
        std::ranges::pop_heap(heap, later);
        RETURN_IF_ERROR(receive(heap.back().key(), heap.back().row()));
        ASSIGN_OR_RETURN(const bool more, heap.back().next());
        if (more)
            std::ranges::push_heap(heap, later);
        else
            heap.pop_back();
    }
    return {};
}

} // namespace howdah::query
