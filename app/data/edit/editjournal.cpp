// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/edit/editjournal.h"

#include "base/privatefolder.h"
#include "base/paths.h"
#include "base/propagate.h"
#include "base/writeproblem.h"
#include "data/page/tr.h"

#include <QDataStream>
#include <QDateTime>
#include <QDir>
#include <QUuid>

#include <algorithm>
#include <array>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace howdah::data {

// The file begins with this; the number is that of the format.
static const QByteArray magic = "howdah edits 1\n";
static const QString suffix = u".edits"_s;

enum class RecordKind : quint8 { Header, Row, Saving, Outcome };

// ---- records

// The checksum of zlib and of Ethernet.
static constexpr std::array<quint32, 256> crcTable = [] {
    std::array<quint32, 256> table{};
    for (quint32 i = 0; i < 256; ++i) {
        quint32 value = i;
        for (int bit = 0; bit < 8; ++bit)
            value = (value & 1) ? 0xedb88320U ^ (value >> 1) : value >> 1;
        table[i] = value;
    }
    return table;
}();

static quint32 checksumOf(QByteArrayView bytes)
{
    quint32 value = 0xffffffffU;
    for (const char byte : bytes)
        value = crcTable[(value ^ quint8(byte)) & 0xff] ^ (value >> 8);
    return ~value;
}

static QByteArray framed(const QByteArray &payload)
{
    QByteArray head;
    QDataStream stream(&head, QIODevice::WriteOnly);
    stream << quint32(payload.size()) << checksumOf(payload);
    return head + payload;
}

static void put(QDataStream &stream, const std::optional<QByteArray> &value)
{
    stream << bool(value) << value.value_or(QByteArray());
}

static std::optional<QByteArray> optionalIn(QDataStream &stream)
{
    bool has = false;
    QByteArray bytes;
    stream >> has >> bytes;
    if (!has)
        return std::nullopt;
    return bytes.isNull() ? QByteArray("") : bytes;
}

static void put(QDataStream &stream, const std::vector<std::optional<QByteArray>> &values)
{
    stream << quint32(values.size());
    for (const auto &value : values)
        put(stream, value);
}

static std::vector<std::optional<QByteArray>> valuesIn(QDataStream &stream)
{
    quint32 count = 0;
    stream >> count;
    std::vector<std::optional<QByteArray>> values;
    for (quint32 i = 0; i < count && stream.status() == QDataStream::Ok; ++i)
        values.push_back(optionalIn(stream));
    return values;
}

static void put(QDataStream &stream, const RowBasis &basis)
{
    put(stream, basis.identity.key);
    stream << basis.identity.tableOid << basis.identity.ctid << basis.identity.xmin << basis.shownAs;
    put(stream, basis.values);
    stream << quint32(basis.cut.size());
    for (const bool cut : basis.cut)
        stream << cut;
}

static RowBasis basisFrom(QDataStream &stream)
{
    RowBasis basis;
    basis.identity.key = valuesIn(stream);
    stream >> basis.identity.tableOid >> basis.identity.ctid >> basis.identity.xmin >> basis.shownAs;
    basis.values = valuesIn(stream);
    quint32 count = 0;
    stream >> count;
    for (quint32 i = 0; i < count && stream.status() == QDataStream::Ok; ++i) {
        bool cut = false;
        stream >> cut;
        basis.cut.push_back(cut);
    }
    return basis;
}

static void put(QDataStream &stream, const StagedRow &row)
{
    stream << quint8(row.kind) << quint64(row.order);
    put(stream, row.basis);
    stream << quint32(row.cells.size());
    for (const auto &[column, value] : row.cells)
        stream << qint32(column) << quint8(value.kind()) << value.bytes();
}

static StagedRow rowFrom(QDataStream &stream, const RowKey &key)
{
    StagedRow row{.key = key};
    quint8 kind = 0;
    quint64 order = 0;
    stream >> kind >> order;
    row.kind = ChangeKind(kind);
    row.order = order;
    row.basis = basisFrom(stream);
    quint32 count = 0;
    stream >> count;
    for (quint32 i = 0; i < count && stream.status() == QDataStream::Ok; ++i) {
        qint32 column = 0;
        quint8 state = 0;
        QByteArray bytes;
        stream >> column >> state >> bytes;
        const auto value = CellValue::Kind(state);
        row.cells[column] = value == CellValue::Kind::Text
                              ? CellValue::text(bytes.isNull() ? QByteArray("") : bytes)
                              : (value == CellValue::Kind::Default ? CellValue::byDefault() : CellValue::null());
    }
    return row;
}

template <typename... Parts>
static QByteArray payloadOf(RecordKind kind, const Parts &...parts)
{
    QByteArray payload;
    QDataStream stream(&payload, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    stream << quint8(kind);
    (stream << ... << parts);
    return payload;
}

// ---- writing

QString editFolder() { return dataFolder() + u"/edits"_s; }

EditJournal::EditJournal(QString folder, JournalOwner owner, const EditTarget &target)
{
    m_path = folder + u'/' + QUuid::createUuid().toString(QUuid::WithoutBraces) + suffix;
    const ColumnsThen columns = columnsOf(target);
    m_header = payloadOf(
        RecordKind::Header, redact(owner.connection), owner.database, owner.schema, owner.relation, columns.names,
        columns.relation, columns.types, columns.numbers);
}

EditJournal::~EditJournal() = default;

Result<std::unique_ptr<EditJournal>> EditJournal::resume(const RestoredEdits &edits)
{
    // It would be begun anew, of nothing.
    if (!QFile::exists(edits.path))
        return fail(ErrorKind::Conflict, tr("%1 no longer exists").arg(edits.path));
    std::unique_ptr<EditJournal> journal(new EditJournal);
    journal->m_path = edits.path;
    RETURN_IF_ERROR(journal->open());
    return journal;
}

static Error unwritable(const QFile &file)
{
    return makeError(
        ErrorKind::Io, tr("Edits cannot be saved to %1").arg(file.fileName()),
        tr("They are kept while the program runs. Check the disk and the folder."), whyNotWritten(file));
}

// Position of the end of the last whole record; the magic must be there.
static qsizetype wholeRecordsEnd(const QByteArray &bytes);

Result<void> EditJournal::open()
{
    if (m_file.isOpen())
        return {};
    const QFileInfo place(m_path);
    if (auto made = makePrivateFolder(place.path()); !made)
        return made;
    ASSIGN_OR_RETURN(auto lock, connection::FileLock::tryAcquire(m_path, connection::FileLock::Mode::Exclusive));
    if (!lock)
        return fail(ErrorKind::Conflict, tr("Another window has these edits open"));
    m_lock = std::move(*lock);
    QFile::setPermissions(m_path, QFile::ReadOwner | QFile::WriteOwner);
    m_file.setFileName(m_path);
    if (!m_file.open(QIODevice::ReadWrite | QIODevice::Unbuffered))
        return fail(unwritable(m_file));
    if (m_file.size() == 0) {
        const QByteArray begin = magic + framed(m_header);
        return m_file.write(begin) == begin.size() ? Result<void>() : fail(unwritable(m_file));
    }
    // What was torn off would hide all that is written behind it.
    const qsizetype end = wholeRecordsEnd(m_file.readAll());
    if (end < 0 || !m_file.resize(end) || !m_file.seek(end))
        return fail(unwritable(m_file));
    return {};
}

Result<void> EditJournal::write(const QByteArray &payload)
{
    if (auto opened = open(); !opened)
        return opened;
    const qint64 before = m_file.pos();
    const QByteArray record = framed(payload);
    if (m_file.write(record) == record.size())
        return {};
    const Error error = unwritable(m_file);
    // Half a record would hide what follows it.
    (void)(m_file.resize(before) && m_file.seek(before));
    return fail(error);
}

Result<void> EditJournal::append(const ChangeStep &step)
{
    QByteArray payload;
    QDataStream stream(&payload, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    stream << quint8(RecordKind::Row) << step.key << bool(step.after);
    if (step.after)
        put(stream, *step.after);
    return write(payload);
}

Result<void> EditJournal::appendSaving(const TransactionId &transaction, const std::vector<RowKey> &rows)
{
    const QByteArray payload = payloadOf(
        RecordKind::Saving, transaction.xid, transaction.system, transaction.timeline,
        QList<QByteArray>(rows.begin(), rows.end()));
    if (auto written = write(payload); !written)
        return written;
    return fdatasync(m_file.handle()) == 0 ? Result<void>() : fail(unwritable(m_file));
}

Result<void> EditJournal::appendOutcome(SaveOutcome outcome)
{
    return write(payloadOf(RecordKind::Outcome, quint8(outcome)));
}

void EditJournal::remove()
{
    m_file.close();
    QFile::remove(m_path);
    m_lock.reset();
}

// ---- reading

namespace {

// Walks through the whole records of a journal.
class RecordReader final
{
public:
    explicit RecordReader(const QByteArray &bytes)
        : m_bytes(bytes)
        , m_at(magic.size())
    {
    }

    // The next record; nothing at the end, and where the rest is torn or was written over.
    std::optional<QByteArray> next()
    {
        constexpr qsizetype headSize = 8;
        if (m_bytes.size() - m_at < headSize)
            return std::nullopt;
        QDataStream head(m_bytes.sliced(m_at, headSize));
        quint32 size = 0;
        quint32 checksum = 0;
        head >> size >> checksum;
        if (m_bytes.size() - m_at - headSize < qsizetype(size))
            return std::nullopt;
        QByteArray payload = m_bytes.sliced(m_at + headSize, size);
        if (checksumOf(payload) != checksum)
            return std::nullopt;
        m_at += headSize + qsizetype(size);
        return payload;
    }
    [[nodiscard]] qsizetype position() const { return m_at; }

private:
    const QByteArray &m_bytes;
    qsizetype m_at;
};

class Replay final
{
public:
    explicit Replay(RestoredEdits &edits)
        : m_edits(edits)
    {
    }

    void take(const QByteArray &payload)
    {
        QDataStream stream(payload);
        stream.setVersion(QDataStream::Qt_6_4);
        quint8 kind = 0;
        stream >> kind;
        switch (RecordKind(kind)) {
        case RecordKind::Header:
            stream >> m_edits.owner.connection >> m_edits.owner.database >> m_edits.owner.schema
                >> m_edits.owner.relation >> m_edits.columns.names;
            if (!stream.atEnd()) // journals of before have names alone
                stream >> m_edits.columns.relation >> m_edits.columns.types >> m_edits.columns.numbers;
            return;
        case RecordKind::Row:
            return takeRow(stream);
        case RecordKind::Saving:
            return takeSaving(stream);
        case RecordKind::Outcome:
            return takeOutcome(stream);
        }
    }

    void finish()
    {
        for (auto &[key, row] : m_rows)
            m_edits.rows.push_back(std::move(row));
        std::ranges::sort(m_edits.rows, {}, &StagedRow::order);
    }

private:
    void takeRow(QDataStream &stream)
    {
        RowKey key;
        bool isStaged = false;
        stream >> key >> isStaged;
        if (isStaged)
            m_rows[key] = rowFrom(stream, key);
        else
            m_rows.erase(key);
    }
    void takeSaving(QDataStream &stream)
    {
        TransactionId transaction;
        QList<QByteArray> keys;
        stream >> transaction.xid >> transaction.system >> transaction.timeline >> keys;
        m_edits.pending = transaction;
        m_edits.pendingRows.assign(keys.begin(), keys.end());
    }
    void takeOutcome(QDataStream &stream)
    {
        quint8 outcome = 0;
        stream >> outcome;
        if (SaveOutcome(outcome) == SaveOutcome::Unknown)
            return;
        if (SaveOutcome(outcome) == SaveOutcome::Saved) {
            for (const RowKey &key : m_edits.pendingRows)
                m_rows.erase(key);
        }
        m_edits.pending.reset();
        m_edits.pendingRows.clear();
    }

    RestoredEdits &m_edits;
    std::map<RowKey, StagedRow> m_rows;
};

} // namespace

static qsizetype wholeRecordsEnd(const QByteArray &bytes)
{
    if (!bytes.startsWith(magic))
        return -1;
    RecordReader reader(bytes);
    while (reader.next()) {
    }
    return reader.position();
}

Result<RestoredEdits> readJournal(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Io, tr("%1 cannot be read").arg(path), {}, file.errorString());
    const QByteArray bytes = file.readAll();
    RestoredEdits edits{.path = path, .size = bytes.size()};
    // Torn in its first bytes: nothing was in it yet.
    if (magic.startsWith(bytes)) {
        edits.torn = true;
        return edits;
    }
    if (!bytes.startsWith(magic))
        return fail(ErrorKind::Invalid, tr("%1 does not contain edits").arg(path));
    RecordReader reader(bytes);
    Replay replay(edits);
    while (const auto payload = reader.next())
        replay.take(*payload);
    replay.finish();
    edits.torn = reader.position() != bytes.size();
    return edits;
}

std::vector<RestoredEdits> restorableEdits(const QString &folder, const JournalOwner &owner)
{
    std::vector<RestoredEdits> found;
    JournalOwner wanted = owner;
    wanted.connection = redact(wanted.connection);
    for (const QFileInfo &file :
         QDir(folder).entryInfoList({u'*' + suffix}, QDir::Files, QDir::Time | QDir::Reversed)) {
        const auto lock = connection::FileLock::tryAcquire(file.filePath(), connection::FileLock::Mode::Exclusive);
        if (!lock || !*lock)
            continue; // somebody edits
        Result<RestoredEdits> edits = readJournal(file.filePath());
        if (!edits)
            continue;
        // A young one may be about to be written to.
        constexpr qint64 youngSeconds = 60;
        if (edits->rows.empty() && file.lastModified().secsTo(QDateTime::currentDateTime()) > youngSeconds)
            QFile::remove(file.filePath());
        else if (!edits->rows.empty() && edits->owner == wanted)
            found.push_back(std::move(*edits));
    }
    return found;
}

} // namespace howdah::data
