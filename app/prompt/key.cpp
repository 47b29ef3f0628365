// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/key.h"

#include "base/propagate.h"
#include "prompt/promptfile.h"
#include "prompt/tr.h"

#include <QFile>
#include <QRegularExpression>

#include <sodium.h>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

static_assert(Key::Size == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

void wipe(QString &text)
{
    if (text.isDetached() && !text.isEmpty())
        sodium_memzero(text.data(), size_t(text.size()) * sizeof(QChar));
    text = QString();
}

void wipe(QByteArray &bytes)
{
    if (bytes.isDetached() && !bytes.isEmpty())
        sodium_memzero(bytes.data(), size_t(bytes.size()));
    bytes = QByteArray();
}

void Key::Wipe::operator()(unsigned char *memory) const { sodium_free(memory); }

static Result<unsigned char *> secretMemory()
{
    if (sodium_init() < 0)
        return fail(ErrorKind::Internal, tr("The encryption library cannot be initialized"));
    // Guarded, locked and wiped by sodium_free().
    auto *memory = static_cast<unsigned char *>(sodium_malloc(Key::Size));
    if (!memory)
        return fail(ErrorKind::Internal, tr("No protected memory is available for a key"));
    return memory;
}

Result<Key> Key::make()
{
    ASSIGN_OR_RETURN(unsigned char *memory, secretMemory());
    randombytes_buf(memory, Size);
    return Key(memory);
}

Result<Key> Key::from(QByteArrayView bytes)
{
    if (bytes.size() != qsizetype(Size))
        return fail(ErrorKind::Invalid, tr("A key has %1 bytes, not %2").arg(Size).arg(bytes.size()));
    ASSIGN_OR_RETURN(unsigned char *memory, secretMemory());
    // Byte by byte: a quicker copy leaves the key in vector registers, and they are saved on the stack and in core
    // files.
    volatile unsigned char *to = memory;
    for (const char byte : bytes)
        *to++ = static_cast<unsigned char>(byte);
    return Key(memory);
}

std::span<const unsigned char, Key::Size> Key::bytes() const
{
    return std::span<const unsigned char, Size>(m_memory.get(), Size);
}

QByteArray Key::fingerprint() const
{
    static constexpr char Purpose[] = "howdah key fingerprint";
    unsigned char hash[crypto_generichash_BYTES_MIN];
    crypto_generichash(
        hash, sizeof hash, reinterpret_cast<const unsigned char *>(Purpose), sizeof Purpose - 1, m_memory.get(), Size);
    return QByteArray(reinterpret_cast<const char *>(hash), 8);
}

Result<void> KeyRing::add(const QString &id, Key key, const QDateTime &created)
{
    static const QRegularExpression pattern(QRegularExpression::anchoredPattern(u"[A-Za-z0-9_-]{1,64}"_s));
    if (!pattern.match(id).hasMatch())
        return fail(ErrorKind::Usage, tr("The name of a key must be 1 to 64 letters, digits, _ or -"));
    if (find(id))
        return fail(ErrorKind::Usage, tr("The key %1 already exists").arg(id));
    m_entries.push_back({id, created.toUTC(), std::move(key)});
    m_current = id;
    return {};
}

Result<void> KeyRing::setCurrent(const QString &id)
{
    if (!find(id))
        return fail(ErrorKind::NotFound, tr("There is no key %1").arg(id));
    m_current = id;
    return {};
}

Result<void> KeyRing::remove(const QString &id)
{
    if (!find(id))
        return fail(ErrorKind::NotFound, tr("There is no key %1").arg(id));
    if (id == m_current)
        return fail(
            ErrorKind::Usage, tr("The key %1 is the current one").arg(id),
            tr("Make another key the current one first."));
    std::erase_if(m_entries, [&id](const Entry &entry) { return entry.id == id; });
    return {};
}

const KeyRing::Entry *KeyRing::find(const QString &id) const
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry &e) { return e.id == id; });
    return found == m_entries.end() ? nullptr : &*found;
}

static const QByteArray FirstLine = "howdah-keys 1\n";

QByteArray KeyRing::toText() const
{
    QByteArray text = FirstLine;
    // In one piece: growing would leave copies of keys behind in freed memory.
    text.reserve(FirstLine.size() + qsizetype(m_entries.size()) * 256);
    for (const Entry &entry : m_entries) {
        char encoded[sodium_base64_ENCODED_LEN(Key::Size, sodium_base64_VARIANT_ORIGINAL)];
        sodium_bin2base64(encoded, sizeof encoded, entry.key.bytes().data(), Key::Size, sodium_base64_VARIANT_ORIGINAL);
        text += entry.id.toUtf8() + ' ' + entry.created.toString(Qt::ISODate).toUtf8() + ' ';
        text += encoded;
        text += entry.id == m_current ? " current\n" : "\n";
        sodium_memzero(encoded, sizeof encoded);
    }
    return text;
}

// "name time key" or "name time key current". Views: a copy of a line would leave its key in freed memory.
static std::vector<QByteArrayView> wordsOf(QByteArrayView line)
{
    std::vector<QByteArrayView> words;
    for (qsizetype end = line.indexOf(' '); end >= 0; end = line.indexOf(' ')) {
        words.push_back(line.first(end));
        line = line.sliced(end + 1);
    }
    words.push_back(line);
    return words;
}

static Result<Key> keyOfLine(const std::vector<QByteArrayView> &words)
{
    const bool whole = words.size() == 3 || (words.size() == 4 && words[3] == "current");
    if (!whole || !QDateTime::fromString(QString::fromUtf8(words[1]), Qt::ISODate).isValid())
        return fail(ErrorKind::Invalid, tr("it is not \"name time key\""));
    unsigned char raw[Key::Size + 1];
    size_t length = 0;
    const int decoded = sodium_base642bin(
        raw, sizeof raw, words[2].data(), size_t(words[2].size()), nullptr, &length, nullptr,
        sodium_base64_VARIANT_ORIGINAL);
    Result<Key> key = decoded == 0 ? Key::from(QByteArrayView(raw, qsizetype(length)))
                                   : Result<Key>(fail(ErrorKind::Invalid, tr("it is not \"name time key\"")));
    sodium_memzero(raw, sizeof raw);
    return key;
}

Result<KeyRing> KeyRing::fromText(const QByteArray &text)
{
    if (!text.startsWith(FirstLine))
        return fail(ErrorKind::Invalid, tr("This is not a key file: its first line is different"));
    KeyRing ring;
    QString current;
    QByteArrayView rest = QByteArrayView(text).sliced(FirstLine.size());
    for (int number = 2; !rest.isEmpty(); ++number) {
        const qsizetype end = rest.indexOf('\n');
        const QByteArrayView line = end < 0 ? rest : rest.first(end);
        rest = end < 0 ? QByteArrayView() : rest.sliced(end + 1);
        if (line.isEmpty())
            continue;
        const std::vector<QByteArrayView> words = wordsOf(line);
        const QString id = QString::fromUtf8(words[0]);
        Result<Key> key = keyOfLine(words);
        const Result<void> added =
            key ? ring.add(id, std::move(*key), QDateTime::fromString(QString::fromUtf8(words[1]), Qt::ISODate))
                : Result<void>(fail(key.error()));
        if (!added)
            return fail(
                ErrorKind::Invalid,
                tr("Line %1 of the keys cannot be read: %2").arg(number).arg(added.error().message));
        if (words.size() == 4)
            current = id;
    }
    if (!current.isEmpty())
        (void)ring.setCurrent(current);
    return ring;
}

Result<KeyRing> FileKeyStore::load()
{
    QFile file(m_path);
    if (!file.exists())
        return fail(ErrorKind::NotFound, tr("There are no keys in %1").arg(m_path));
    const QFileDevice::Permissions others = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther
                                          | QFileDevice::WriteOther | QFileDevice::ExeGroup | QFileDevice::ExeOther;
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return fail(ErrorKind::Io, tr("%1 cannot be read: %2").arg(m_path, file.errorString()));
    if (file.permissions() & others)
        return fail(
            ErrorKind::Permission, tr("Others can read or change the keys in %1").arg(m_path),
            tr("Remove their permissions (chmod 600), and consider the keys compromised."));
    QByteArray text = file.readAll();
    Result<KeyRing> ring = KeyRing::fromText(text);
    wipe(text);
    return ring;
}

Result<void> FileKeyStore::save(const KeyRing &ring)
{
    QByteArray text = ring.toText();
    Result<void> saved = savePrivately(m_path, text);
    wipe(text);
    return saved;
}

} // namespace howdah::prompt
