// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QDateTime>
#include <QString>

#include <memory>
#include <span>
#include <vector>

namespace howdah::prompt {

// Overwrites the memory, where no other copy shares it, and empties the text.
void wipe(QString &text);
void wipe(QByteArray &bytes);

// 256 bits for XChaCha20-Poly1305, in memory that is kept out of swap and core files where the system allows, and is
// wiped at the end. Move-only.
class Key final
{
public:
    static constexpr std::size_t Size = 32;

    // Random.
    [[nodiscard]] static Result<Key> make();
    // From 32 bytes.
    [[nodiscard]] static Result<Key> from(QByteArrayView bytes);

    [[nodiscard]] std::span<const unsigned char, Size> bytes() const;
    // Eight bytes that tell keys apart and tell nothing of the key.
    [[nodiscard]] QByteArray fingerprint() const;

private:
    struct Wipe
    {
        void operator()(unsigned char *memory) const;
    };
    explicit Key(unsigned char *memory)
        : m_memory(memory)
    {
    }
    std::unique_ptr<unsigned char, Wipe> m_memory;
};

// The keys that somebody holds, by their ids; new texts are encrypted with the current one. Move-only value.
class KeyRing final
{
public:
    struct Entry
    {
        QString id; // 1 to 64 of A-Z a-z 0-9 _ -
        QDateTime created;
        Key key;
    };

    // ErrorKind::Usage for an id that is taken or has other characters. The key becomes the current one.
    Result<void> add(const QString &id, Key key, const QDateTime &created);
    Result<void> setCurrent(const QString &id);
    Result<void> remove(const QString &id);

    [[nodiscard]] const std::vector<Entry> &entries() const { return m_entries; }
    [[nodiscard]] const Entry *find(const QString &id) const;
    [[nodiscard]] const Entry *current() const { return find(m_current); }
    [[nodiscard]] bool isEmpty() const { return m_entries.empty(); }

    // As a text of lines, for a key store or a backup; it holds the keys: wipe it after use.
    [[nodiscard]] QByteArray toText() const;
    // Errors name the line and never what stands in it.
    [[nodiscard]] static Result<KeyRing> fromText(const QByteArray &text);

private:
    std::vector<Entry> m_entries;
    QString m_current;
};

// Where a key ring is kept. Blocks.
class KeyStore
{
public:
    virtual ~KeyStore() = default;
    // ErrorKind::NotFound when there is none yet; nobody makes one by reading.
    [[nodiscard]] virtual Result<KeyRing> load() = 0;
    [[nodiscard]] virtual Result<void> save(const KeyRing &ring) = 0;
};

// A file for servers without a keychain. One that others may read is refused (ErrorKind::Permission).
class FileKeyStore final : public KeyStore
{
public:
    explicit FileKeyStore(QString path)
        : m_path(std::move(path))
    {
    }
    [[nodiscard]] Result<KeyRing> load() override;
    [[nodiscard]] Result<void> save(const KeyRing &ring) override;

private:
    QString m_path;
};

} // namespace howdah::prompt
