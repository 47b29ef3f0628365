// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/transfer/zipwriter.h"

#include "base/writeproblem.h"
#include "data/page/tr.h"

#include <array>
#include <limits>
#include <optional>

#include <zlib.h>

namespace howdah::data {

// What the format holds without its extension for large files, which Excel does not read in a streamed archive.
static constexpr qint64 most = std::numeric_limits<quint32>::max();
static constexpr quint16 version = 20;
// Sizes come behind the data; names are UTF-8.
static constexpr quint16 flags = (1 << 3) | (1 << 11);
static constexpr quint16 deflated = 8;
// 1 January 1980, the first day that there is: the same rows give the same bytes.
static constexpr quint32 someDay = (1 << 16) << 5 | (1 << 16);
static constexpr int windowBits = -15; // raw, without a head of zlib's own
static constexpr int memoryLevel = 8;

struct ZipWriter::Deflate
{
    z_stream stream{};
    std::array<char, 1 << 16> out{};
};

static void append16(QByteArray &to, quint16 value)
{
    to += char(value & 0xff);
    to += char(value >> 8);
}

static void append32(QByteArray &to, quint32 value)
{
    append16(to, quint16(value & 0xffff));
    append16(to, quint16(value >> 16));
}

ZipWriter::ZipWriter(QIODevice &to)
    : m_to(to)
    , m_deflate(std::make_unique<Deflate>())
{
    // The fastest level: the server must not wait for us, and text of rows shrinks well enough.
    if (deflateInit2(&m_deflate->stream, Z_BEST_SPEED, Z_DEFLATED, windowBits, memoryLevel, Z_DEFAULT_STRATEGY) != Z_OK)
        m_error = makeError(ErrorKind::Internal, tr("There is not enough memory to compress the data"));
}

ZipWriter::~ZipWriter() { deflateEnd(&m_deflate->stream); }

qint64 ZipWriter::entryBytes() const { return m_open ? m_entries.back().size : 0; }

Result<void> ZipWriter::put(const QByteArray &bytes)
{
    if (m_error)
        return fail(*m_error);
    if (m_to.write(bytes) != bytes.size()) {
        m_error = makeError(
            ErrorKind::Io, tr("The file cannot be written: %1").arg(whyNotWritten(m_to)),
            tr("The file is incomplete."));
        return fail(*m_error);
    }
    m_bytes += bytes.size();
    if (m_bytes > most) {
        m_error = makeError(
            ErrorKind::Invalid, tr("The workbook would be larger than 4 GB"),
            tr("Export fewer rows, or to CSV, which has no limit."));
        return fail(*m_error);
    }
    return {};
}

Result<void> ZipWriter::deflate(QByteArrayView bytes, bool last)
{
    z_stream &stream = m_deflate->stream;
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
    stream.avail_in = uInt(bytes.size());
    int state = Z_OK;
    do {
        stream.next_out = reinterpret_cast<Bytef *>(m_deflate->out.data());
        stream.avail_out = uInt(m_deflate->out.size());
        state = ::deflate(&stream, last ? Z_FINISH : Z_NO_FLUSH);
        const qsizetype packed = qsizetype(m_deflate->out.size()) - qsizetype(stream.avail_out);
        if (packed > 0) {
            m_entries.back().packed += packed;
            if (auto put = this->put(QByteArray::fromRawData(m_deflate->out.data(), packed)); !put)
                return put;
        }
    } while (stream.avail_out == 0 || (last && state != Z_STREAM_END));
    return {};
}

Result<void> ZipWriter::beginEntry(const QByteArray &name)
{
    if (auto ended = endEntry(); !ended)
        return ended;
    m_entries.push_back({.name = name, .offset = m_bytes});
    deflateReset(&m_deflate->stream);
    m_open = true;
    QByteArray head("PK\3\4");
    append16(head, version);
    append16(head, flags);
    append16(head, deflated);
    append32(head, someDay);
    head += QByteArray(12, '\0'); // sum and sizes come later
    append16(head, quint16(name.size()));
    append16(head, 0);
    return put(head + name);
}

Result<void> ZipWriter::write(QByteArrayView bytes)
{
    Entry &entry = m_entries.back();
    entry.size += bytes.size();
    if (entry.size > most && !m_error)
        m_error = makeError(ErrorKind::Invalid, tr("A part of the workbook would be larger than 4 GB"));
    if (m_error)
        return fail(*m_error);
    entry.sum = quint32(crc32(entry.sum, reinterpret_cast<const Bytef *>(bytes.data()), uInt(bytes.size())));
    return deflate(bytes, false);
}

static void appendSums(QByteArray &to, quint32 sum, qint64 packed, qint64 size)
{
    append32(to, sum);
    append32(to, quint32(packed));
    append32(to, quint32(size));
}

Result<void> ZipWriter::endEntry()
{
    if (m_error)
        return fail(*m_error);
    if (!std::exchange(m_open, false))
        return {};
    if (auto ended = deflate({}, true); !ended)
        return ended;
    const Entry &entry = m_entries.back();
    QByteArray tail("PK\7\10");
    appendSums(tail, entry.sum, entry.packed, entry.size);
    return put(tail);
}

Result<void> ZipWriter::finish()
{
    if (auto ended = endEntry(); !ended)
        return ended;
    const qint64 begin = m_bytes;
    QByteArray list;
    for (const Entry &entry : m_entries) {
        list += "PK\1\2";
        append16(list, version);
        append16(list, version);
        append16(list, flags);
        append16(list, deflated);
        append32(list, someDay);
        appendSums(list, entry.sum, entry.packed, entry.size);
        append16(list, quint16(entry.name.size()));
        list += QByteArray(12, '\0'); // no extension, no comment, one disk, no attributes
        append32(list, quint32(entry.offset));
        list += entry.name;
    }
    QByteArray end("PK\5\6");
    append32(end, 0);
    append16(end, quint16(m_entries.size()));
    append16(end, quint16(m_entries.size()));
    append32(end, quint32(list.size()));
    append32(end, quint32(begin));
    append16(end, 0);
    return put(list + end);
}

} // namespace howdah::data
