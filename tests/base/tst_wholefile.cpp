// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/wholefile.h"

#include <QDir>
#include <QSaveFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

#include <sys/resource.h>

using namespace Qt::StringLiterals;
using namespace howdah;

// A full disk, as far as this process goes: no file of it grows beyond `bytes`.
class FullDisk final
{
public:
    explicit FullDisk(rlim_t bytes)
    {
        m_signal = std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        rlimit limit = m_before;
        limit.rlim_cur = bytes;
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk()
    {
        setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_signal);
    }
    Q_DISABLE_COPY_MOVE(FullDisk)

private:
    rlimit m_before{};
    void (*m_signal)(int) = nullptr;
};

class TestWholeFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesWhole();
    void keepsTheOldOneWhenTheDiskIsFull_data();
    void keepsTheOldOneWhenTheDiskIsFull();
    void reportsWhatIsInTheWay();

private:
    static QByteArray content(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("cannot be read");
    }

    QTemporaryDir m_folder;
};

void TestWholeFile::writesWhole()
{
    const QString path = m_folder.filePath(u"new"_s);
    const QByteArray bytes = QByteArray("\0\r\n\xff", 4).repeated(100'000);
    const auto mine = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
    QVERIFY(writeWholeFile(path, bytes, mine).has_value());
    QCOMPARE(content(path), bytes);
    QCOMPARE(QFile::permissions(path) & (QFileDevice::ReadGroup | QFileDevice::ReadOther), QFileDevice::Permissions());
    QVERIFY(writeWholeFile(path, {}).has_value());
    QCOMPARE(content(path), QByteArray());
}

void TestWholeFile::keepsTheOldOneWhenTheDiskIsFull_data()
{
    QTest::addColumn<qsizetype>("size");
    // What fits into the file's buffer fails at the flush, what does not at the write.
    QTest::newRow("in the buffer") << qsizetype(3000);
    QTest::newRow("beyond it") << qsizetype(300'000);
}

void TestWholeFile::keepsTheOldOneWhenTheDiskIsFull()
{
    QFETCH(const qsizetype, size);
    const QString path = m_folder.filePath(u"kept"_s);
    QVERIFY(writeWholeFile(path, "as it was").has_value());
    Result<void> written;
    {
        const FullDisk full(1000);
        written = writeWholeFile(path, QByteArray(size, 'x'));
    }
    QVERIFY(!written);
    QCOMPARE(written.error().kind, ErrorKind::Io);
    QVERIFY2(written.error().message.contains(path), qPrintable(written.error().message));
    QCOMPARE(content(path), "as it was");
    QCOMPARE(QDir(m_folder.path()).entryList({u"kept*"_s}, QDir::Files), QStringList{u"kept"_s});
}

void TestWholeFile::reportsWhatIsInTheWay()
{
    const QString path = m_folder.filePath(u"no/such/folder"_s);
    const Result<void> written = writeWholeFile(path, "x");
    QVERIFY(!written);
    QVERIFY2(written.error().message.contains(path), qPrintable(written.error().message));
}

QTEST_GUILESS_MAIN(TestWholeFile)
#include "tst_wholefile.moc"
