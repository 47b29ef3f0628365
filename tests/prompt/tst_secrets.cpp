// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What of a key is left in the memory of a program that used it, outside the pages that no core file holds.
#include "prompt/envelope.h"
#include "prompt/keybackup.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sodium.h>

#include <cstring>
#include <sys/mman.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::prompt;

namespace {

// Words that are looked for, changed so that looking for them does not leave them in memory.
class Masked final
{
public:
    explicit Masked(QByteArrayView words)
        : m_bytes(size_t(words.size()))
    {
        for (size_t i = 0; i < m_bytes.size(); ++i)
            m_bytes[i] = char(words[qsizetype(i)] ^ Mask);
    }
    [[nodiscard]] int countIn(const char *memory, size_t size) const
    {
        int found = 0;
        const char first = char(m_bytes[0] ^ Mask);
        const char *end = memory + size;
        for (const char *at = memory; size_t(end - at) >= m_bytes.size(); ++at) {
            at = static_cast<const char *>(memchr(at, first, size_t(end - at) - m_bytes.size() + 1));
            if (!at)
                break;
            size_t equal = 1;
            while (equal < m_bytes.size() && char(at[equal] ^ Mask) == m_bytes[equal])
                ++equal;
            found += equal == m_bytes.size();
        }
        return found;
    }
    // A copy, for those who want it found.
    [[nodiscard]] QByteArray plain() const
    {
        QByteArray words(qsizetype(m_bytes.size()), '\0');
        for (size_t i = 0; i < m_bytes.size(); ++i)
            words[qsizetype(i)] = char(m_bytes[i] ^ Mask);
        return words;
    }

private:
    static constexpr char Mask = 0x5a;
    std::vector<char> m_bytes;
};

// The key itself, and as files write it.
std::vector<Masked> formsOf(const Key &key)
{
    std::vector<Masked> forms;
    forms.emplace_back(QByteArrayView(key.bytes().data(), qsizetype(Key::Size)));
    constexpr size_t Length = sodium_base64_ENCODED_LEN(Key::Size, sodium_base64_VARIANT_ORIGINAL);
    auto *encoded = static_cast<char *>(sodium_malloc(Length));
    sodium_bin2base64(encoded, Length, key.bytes().data(), Key::Size, sodium_base64_VARIANT_ORIGINAL);
    // Without its padding, and a little less: wherever the rest may be cut.
    forms.emplace_back(QByteArrayView(encoded, qsizetype(Length) - 4));
    sodium_free(encoded);
    return forms;
}

struct Counts
{
    int written = 0;  // in what a core file would hold
    int excepted = 0; // in what it leaves out
    size_t bytes = 0; // that were looked at
};

// What is mapped, as the kernel tells it: "dd" among the flags is kept out of core files.
Counts look(const std::vector<Masked> &forms)
{
    QFile list(u"/proc/self/smaps"_s);
    QFile memory(u"/proc/self/mem"_s);
    if (!list.open(QIODevice::ReadOnly) || !memory.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        qFatal("The memory cannot be read");
    const QList<QByteArray> lines = list.readAll().split('\n');
    // What is read lies in a mapping of its own, which is shared so that it merges with no other, and left out.
    constexpr size_t Piece = 1 << 20;
    constexpr size_t Overlap = 64;
    constexpr quintptr Largest = 1 << 26;
    auto *piece = static_cast<char *>(mmap(nullptr, Piece, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    const auto own = quintptr(piece);
    Counts counts;
    quintptr begin = 0;
    quintptr end = 0;
    bool resident = false;
    for (const QByteArray &line : lines) {
        const QByteArray head = line.left(line.indexOf(' '));
        if (const qsizetype dash = head.indexOf('-'); dash > 0 && !head.endsWith(':')) {
            begin = head.left(dash).toULongLong(nullptr, 16);
            end = head.mid(dash + 1).toULongLong(nullptr, 16);
            resident = false;
        } else if (head == "Rss:") {
            resident = line.mid(4).trimmed() != "0 kB";
        } else if (head == "VmFlags:" && resident && !(own >= begin && own < end)) {
            const bool excepted = line.simplified().split(' ').contains("dd");
            if (excepted && end - begin > Largest)
                continue; // the shadow of the sanitizer
            for (quintptr at = begin; at < end;) {
                const size_t wanted = qMin(size_t(end - at), Piece);
                if (!memory.seek(qint64(at)))
                    break;
                const qint64 got = memory.read(piece, qint64(wanted));
                if (got <= 0)
                    break;
                for (const Masked &form : forms)
                    (excepted ? counts.excepted : counts.written) += form.countIn(piece, size_t(got));
                counts.bytes += size_t(got);
                memset(piece, 0, size_t(got));
                at += at + wanted < end ? wanted - Overlap : wanted;
            }
        }
    }
    munmap(piece, Piece);
    return counts;
}

} // namespace

class TestSecrets final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void findsACopy();
    void keysLeaveNoCopies();
};

// The search itself sees what is there.
void TestSecrets::findsACopy()
{
    const auto key = Key::make();
    QVERIFY(key);
    const std::vector<Masked> forms = formsOf(*key);
    Counts counts = look(forms);
    QCOMPARE(counts.written, 0);
    QVERIFY(counts.bytes > (1 << 20));
    QByteArray raw = forms[0].plain();
    QByteArray encoded = forms[1].plain();
    QCOMPARE(look(forms).written, 2);
    wipe(raw);
    QCOMPARE(look(forms).written, 1);
    wipe(encoded);
    QCOMPARE(look(forms).written, 0);
}

// Made, saved, read, changed, used, backed up and restored.
void TestSecrets::keysLeaveNoCopies()
{
    const QTemporaryDir folder;
    FileKeyStore store(folder.filePath(u"keys"_s));
    auto key = Key::make();
    QVERIFY(key);
    const std::vector<Masked> forms = formsOf(*key);
    const CellPlace place{u"t"_s, u"1"_s, u"c"_s};
    QByteArray backup;
    {
        KeyRing ring;
        QVERIFY(ring.add(u"k"_s, std::move(*key), QDateTime::currentDateTimeUtc()));
        QVERIFY(store.save(ring));
        const auto changed = changeKeys(store, [](KeyRing &kept) -> Result<void> {
            auto more = Key::make();
            return kept.add(u"l"_s, std::move(*more), QDateTime::currentDateTimeUtc());
        });
        QVERIFY(changed && changed->find(u"k"_s));
        const auto sealed = sealCell(u"text"_s, *changed->find(u"k"_s), place);
        QVERIFY(sealed);
        QVERIFY(openCell(*sealed, u"k"_s, *changed, place).state == CellState::Open);
        const auto packed = sealKeys(*changed, u"correct horse battery"_s);
        QVERIFY(packed);
        const auto restored = openKeys(*packed, u"correct horse battery"_s);
        QVERIFY(restored && restored->find(u"k"_s));
        // A file that somebody has broken is read to its broken line.
        QFile file(folder.filePath(u"keys"_s));
        QVERIFY(file.open(QIODevice::Append | QIODevice::Unbuffered));
        QVERIFY(file.write("nonsense\n") > 0);
        file.close();
        QVERIFY(!store.load());
        const Counts counts = look(forms);
        QCOMPARE(counts.written, 0);
        // In use it is where core files do not look, if the system can keep anything out of them.
        QVERIFY(counts.excepted > 0);
    }
    const Counts counts = look(forms);
    QCOMPARE(counts.written, 0);
    QCOMPARE(counts.excepted, 0); // and wiped when the last ring is gone
}

QTEST_GUILESS_MAIN(TestSecrets)
#include "tst_secrets.moc"
